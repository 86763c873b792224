import autocannon from 'autocannon';
import type { Contender } from '../figures/rounds.js';
import type { Figures } from '../figures/statistics.js';

export interface Requests {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: object;
  readonly token?: string;
}

/** The same request from so many connections, as fast as answers come. Throws when one of them is refused. */
export function requested(
  name: string,
  connections: number,
  seconds: number,
  { url, method = 'GET', body, token }: Requests,
): Contender<Figures> {
  const turn = async (): Promise<Figures> => {
    const result = await autocannon({
      url,
      method,
      connections,
      duration: seconds,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const failed = result.non2xx + result.errors;
    if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed`);
    return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
  };
  return { name, turn };
}
