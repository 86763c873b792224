import { EventStream } from './event-stream.js';
import type { Problem } from './answers.js';
import { keepHeard } from './heard.js';
import type { Seen } from './seen.js';

/** One answer of the shop, read to its end. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type RequestHeaders = Readonly<Record<string, string>>;

const patience = 30_000;

/** Someone who speaks to the shop over HTTP. What they have seen happen, they expect to find the next time they look. */
export class Caller {
  constructor(
    readonly origin: string,
    readonly seen: Seen,
    private readonly accessToken?: string,
  ) {}

  /** What shows who they are and what they have seen. */
  get headers(): RequestHeaders {
    return this.ownHeaders(undefined);
  }

  get<Body>(path: string, headers?: RequestHeaders): Promise<Answer<Body>> {
    return this.ask('GET', path, undefined, headers);
  }

  post<Body>(path: string, body: unknown = {}, headers?: RequestHeaders): Promise<Answer<Body>> {
    return this.ask('POST', path, JSON.stringify(body), headers);
  }

  put<Body>(path: string, body: unknown = {}, headers?: RequestHeaders): Promise<Answer<Body>> {
    return this.ask('PUT', path, JSON.stringify(body), headers);
  }

  patch<Body>(path: string, body: unknown, headers?: RequestHeaders): Promise<Answer<Body>> {
    return this.ask('PATCH', path, JSON.stringify(body), headers);
  }

  delete<Body>(path: string, headers?: RequestHeaders): Promise<Answer<Body>> {
    return this.ask('DELETE', path, undefined, headers);
  }

  /** Listens to server-sent events. */
  listen<Data>(path: string, headers: RequestHeaders = {}): Promise<EventStream<Data>> {
    return EventStream.of(new URL(path, this.origin), { ...this.ownHeaders(undefined), ...headers });
  }

  /** Sends a body as it is, whether or not it is JSON. */
  async ask<Body>(method: string, path: string, body?: string, headers: RequestHeaders = {}): Promise<Answer<Body>> {
    const response = await fetch(new URL(path, this.origin), {
      method,
      headers: { ...this.ownHeaders(body), ...headers },
      signal: AbortSignal.timeout(patience),
      ...(body !== undefined && { body }),
    });
    this.seen.note(response.headers.get('consistency-token'));
    const text = await response.text();
    const [mediaType = ''] = response.headers.get('content-type')?.split(';') ?? [];
    const read = (mediaType.endsWith('json') ? JSON.parse(text) : text) as Body;
    keepHeard({ method, path, status: response.status, mediaType, body: read });
    return { status: response.status, headers: response.headers, body: read };
  }

  private ownHeaders(body: string | undefined): RequestHeaders {
    return {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(this.accessToken !== undefined && { authorization: `Bearer ${this.accessToken}` }),
      ...this.seen.asHeader(),
    };
  }
}

/** The body of an answer that must have this status. */
export function expectStatus<Body>(answer: Answer<Body>, status: number): Body {
  if (answer.status !== status) {
    throw new Error(`Answered ${answer.status} and not ${status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

/** The problem that an answer must be. */
export function expectProblem(answer: Answer, status: number, code: string): Problem {
  expect(answer).toMatchObject({ status, body: { status, code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return answer.body as Problem;
}

/** The fields that a 422 must complain of. */
export function fieldsOf(answer: Answer): readonly string[] {
  return (expectProblem(answer, 422, 'http.invalid-input').errors ?? []).map(({ field }) => field).toSorted();
}
