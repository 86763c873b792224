import { CommandFailure, exitCodes, usage } from './exit-codes.js';

/** How long an answer may take, in milliseconds; comparing large read models takes its time. */
const patience = 120_000;

export interface ApiOptions {
  readonly url: string;
  readonly token: string | undefined;
}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly title?: string;
  readonly details?: unknown;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** The system refused what was asked, under a stable code. */
export class Refused extends CommandFailure {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(codeOf(status), message);
    this.name = 'Refused';
  }
}

/** The public API of a running system, in one process or behind its gateway. */
export class SystemApi {
  constructor(private readonly options: ApiOptions) {}

  get<Body>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<Body> {
    const given = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
    const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.ask('GET', given.length === 0 ? path : `${path}?${parameters.toString()}`);
  }

  post<Body>(path: string, body?: unknown): Promise<Body> {
    return this.ask('POST', path, body);
  }

  delete(path: string): Promise<void> {
    return this.ask('DELETE', path);
  }

  /** The names of all contexts, or the one that was asked for. */
  async contexts(only?: string): Promise<readonly string[]> {
    const { items } = await this.get<{ readonly items: readonly { readonly name: string }[] }>('/contexts');
    const names = items.map(({ name }) => name);
    if (only === undefined) return names;
    if (!names.includes(only)) throw usage(`There is no context ${only}. There are ${names.join(', ')}.`);
    return [only];
  }

  private async ask<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const response = await this.fetch(method, path, body);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    if (!response.ok) throw refusalOf(response.status, isJson ? (JSON.parse(text) as Problem) : {}, this.options);
    if (response.status !== 204 && !isJson)
      throw usage(`${this.options.url} is no system of Tearline: it answers no JSON.`);
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  }

  private async fetch(method: string, path: string, body: unknown): Promise<Response> {
    const { url, token } = this.options;
    try {
      return await fetch(new URL(path, url), {
        method,
        signal: AbortSignal.timeout(patience),
        headers: {
          accept: 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      const why = reasonOf(cause as Error);
      const message = `Nothing answers at ${url} (${why}). Start the system, or say where it is: --url or TEARLINE_URL.`;
      throw new CommandFailure(exitCodes.unreachable, message, { cause });
    }
  }
}

function refusalOf(status: number, { code = `http.${status}`, ...problem }: Problem, { token }: ApiOptions): Refused {
  if (status === 401) {
    const what = token === undefined ? 'No token was given' : 'The token is not valid, or no longer';
    return new Refused(
      status,
      code,
      `${what}: set TEARLINE_TOKEN to the access token of an operator, or give --token.`,
    );
  }
  if (status === 403) return new Refused(status, code, 'The token is not that of an operator.');
  const fields = (problem.errors ?? []).map(({ field, message }) => `${field}: ${message}`);
  const details = problem.details === undefined ? [] : [JSON.stringify(problem.details)];
  const sentence = problem.detail ?? problem.title ?? `The system answered ${status}.`;
  return new Refused(status, code, [`${sentence} (${code})`, ...fields, ...details].join('\n'));
}

/** A conflict is with the state that the system is in; the rest below 500 is what was asked. */
function codeOf(status: number) {
  if (status >= 502 && status <= 504) return exitCodes.unreachable;
  return status === 409 || status >= 500 ? exitCodes.wrong : exitCodes.usage;
}

function reasonOf(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
