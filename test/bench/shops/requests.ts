import autocannon from 'autocannon';
import type { Contender } from '../figures/rounds.js';
import type { Figures } from '../figures/statistics.js';

export interface Requests {
  readonly origin: string;
  readonly method?: 'GET' | 'POST';
  readonly token?: string;
  /** What is asked for in turn; each connection begins elsewhere. */
  readonly each: readonly { readonly path: string; readonly body?: object }[];
}

/** Requests from so many connections, as fast as answers come. Throws when one of them is refused. */
export function requested(
  name: string,
  connections: number,
  seconds: number,
  { origin, method = 'GET', token, each }: Requests,
): Contender<Figures> {
  const requests = each.map(({ path, body }) => ({ method, path, ...(body && { body: JSON.stringify(body) }) }));
  const headers = {
    ...(method === 'POST' && { 'content-type': 'application/json' }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const turn = async (): Promise<Figures> => {
    let first = 0;
    const setupClient = (client: autocannon.Client) => {
      first = (first + 1) % requests.length;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    };
    const result = await autocannon({ url: origin, connections, duration: seconds, headers, requests, setupClient });
    const failed = result.non2xx + result.errors;
    if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${origin} failed`);
    return { perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
  };
  return { name, turn };
}
