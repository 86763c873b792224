import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Problem } from './answers.js';
import { OutOfReach, Unanswered } from './refusals.js';
import type { Tally } from './tally.js';

export interface Sent {
  /** What is counted together. */
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
}

const longestAttempt = 20_000;
const firstPause = 100;
const longestPause = 2_000;

/** The way to a running shop. */
export class Wire {
  private readonly agent: Agent;

  constructor(
    private readonly origin: string,
    private readonly tally: Tally,
    /** How long a request is repeated, in milliseconds. */
    private readonly patience: number,
    connections: number,
  ) {
    const [headersTimeout, bodyTimeout] = [longestAttempt, longestAttempt];
    this.agent = new Agent({ connections, headersTimeout, bodyTimeout });
  }

  /** Throws `OutOfReach` unless a shop answers at once. */
  async reach(): Promise<void> {
    const sent = { kind: 'browse', method: 'GET', path: '/products?limit=1' } as const;
    const answer = await this.once(sent).catch((error: Error) => {
      throw new OutOfReach(`No shop can be reached at ${this.origin} (${reasonOf(error)}). Start one, or give --url.`);
    });
    if (answer.status !== 200) throw new OutOfReach(`What answers at ${this.origin} is no shop that is open.`);
  }

  /** Sends a request, as often as it takes, until the shop has said what became of it; a POST brings its Idempotency-Key. */
  async insist<Body>(sent: Sent): Promise<Answer<Body>> {
    const deadline = performance.now() + this.patience;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once<Body>(sent).catch((error: Error) => reasonOf(error));
      if (typeof answer !== 'string' && isFinal(answer)) return answer;
      const why = typeof answer === 'string' ? answer : `${answer.status} ${codeOf(answer)}`;
      this.tally.repeats(why);
      const wait = pauseBefore(answer, attempt);
      if (performance.now() + wait > deadline) throw new Unanswered(`${sent.method} ${sent.path}: ${why}`);
      await pause(wait);
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async once<Body>({ kind, method, path, body, headers }: Sent): Promise<Answer<Body>> {
    const begun = performance.now();
    const response = await request(new URL(path, this.origin), {
      method,
      dispatcher: this.agent,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    this.tally.took(kind, performance.now() - begun);
    return { status: response.statusCode, headers: response.headers, body: parsed(text) as Body };
  }
}

export const codeOf = ({ body }: Answer): string => (body as Partial<Problem> | undefined)?.code ?? '';

function isFinal(answer: Answer): boolean {
  return answer.status < 500 && answer.status !== 429 && codeOf(answer) !== 'http.request-in-progress';
}

function pauseBefore(answer: Answer | string, attempt: number): number {
  const asked = typeof answer === 'string' ? undefined : answer.headers['retry-after'];
  if (asked !== undefined) return Number(asked) * 1000;
  return Math.min(longestPause, firstPause * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

function reasonOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.message;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
