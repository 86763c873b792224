import { eventually } from '../support/eventually.js';
import { type Answer, type Caller, expectStatus, type RequestHeaders } from './caller.js';

/** One error of a GraphQL answer. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly kind: string;
    readonly correlationId: string;
    readonly errors?: readonly { readonly field: string }[];
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

export interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphqlError[];
}

export type Variables = Readonly<Record<string, unknown>>;

/** Sends one operation and answers with all that came back. */
export function ask<Data>(
  caller: Caller,
  query: string,
  variables: Variables = {},
  headers?: RequestHeaders,
): Promise<Answer<GraphqlAnswer<Data>>> {
  return caller.post('/graphql', { query, variables }, headers);
}

/** The data of an operation that must succeed. */
export async function data<Data>(caller: Caller, query: string, variables?: Variables, headers?: RequestHeaders) {
  const { data, errors } = expectStatus(await ask<Data>(caller, query, variables, headers), 200);
  if (errors !== undefined || !data) throw new Error(`Answered with ${JSON.stringify(errors)}`);
  return data;
}

/** The error of an operation that must be refused with this code. */
export async function refused(caller: Caller, code: string, query: string, variables?: Variables) {
  const { errors } = (await ask(caller, query, variables)).body;
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
  return errors![0]!;
}

/** A subscription over server-sent events. */
export class Subscribed<Data> {
  readonly received: Data[] = [];
  readonly ids: (string | undefined)[] = [];
  private readonly hangUp = new AbortController();

  private constructor(readonly ended: Promise<void>) {}

  static async to<Data>(origin: string, given: RequestHeaders, query: string, variables: Variables = {}) {
    const headers = { ...given, accept: 'text/event-stream', 'content-type': 'application/json' };
    const ended = Promise.withResolvers<void>();
    const subscribed = new Subscribed<Data>(ended.promise);
    const response = await fetch(new URL('/graphql', origin), {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
      signal: subscribed.hangUp.signal,
    });
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/event-stream')) throw new Error(`Answered ${response.status} with ${type}`);
    subscribed.collect(response).then(ended.resolve, () => ended.resolve());
    return subscribed;
  }

  /** Waits for something that fits. */
  sees(wanted: (data: Data) => boolean): Promise<Data> {
    return eventually(
      () => {
        const found = this.received.find(wanted);
        if (found === undefined) throw new Error(`Received only ${JSON.stringify(this.received)}`);
        return found;
      },
      { within: 20_000, every: 20 },
    );
  }

  /** Goes away without a word, as a phone in a tunnel does. */
  cut(): Promise<void> {
    this.hangUp.abort();
    return this.ended;
  }

  private async collect(response: Response): Promise<void> {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (rest + chunk).split('\n\n');
      rest = events.pop()!;
      for (const event of events) {
        const found = /^event: next\ndata: (.*)$/m.exec(event)?.[1];
        if (found === undefined) continue;
        const { data, errors } = JSON.parse(found) as { data: Data; errors?: readonly object[] };
        if (errors !== undefined) throw new Error(`The subscription answers ${JSON.stringify(errors)}`);
        this.received.push(data);
        this.ids.push(/^id: (.*)$/m.exec(event)?.[1]);
      }
    }
  }
}
