import type { Page, Problem } from './answers.js';
import { Unexpected } from './refusals.js';
import { Seen } from './seen.js';
import { type Answer, codeOf, type Sent, type Wire } from './wire.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

interface Session {
  readonly accessToken: string;
  readonly expiresIn: number;
}

const largestPage = 100;

/** Somebody with an account. What they have done or seen, they expect to find the next time they look. */
export class Caller {
  readonly seen = new Seen();
  private session: Promise<string> | undefined;
  private signInAgainAt = Infinity;

  constructor(
    private readonly wire: Wire,
    private readonly credentials: Credentials,
  ) {}

  /** A single thing or list; `told` is the token of what somebody else has seen. */
  async get<Body>(kind: string, path: string, told?: string): Promise<Body> {
    return expectStatus(await this.ask<Body>({ kind, method: 'GET', path }, told), 200);
  }

  /** The answer to a POST that is repeated with its key until there is one. */
  post<Body>(kind: string, path: string, body: object, key: string): Promise<Answer<Body>> {
    return this.ask({ kind, method: 'POST', path, body, headers: { 'idempotency-key': key } });
  }

  /** All items of a list, page by page, as long as they are wanted. */
  async all<Item>(kind: string, path: string, wanted: (item: Item) => boolean = () => true): Promise<Item[]> {
    const found: Item[] = [];
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=${largestPage}`;
    for (let page = first; ;) {
      const { items, next } = await this.get<Page<Item>>(kind, page);
      found.push(...items.filter(wanted));
      if (next === null || !items.every(wanted)) return found;
      page = `${first}&after=${encodeURIComponent(next)}`;
    }
  }

  private async ask<Body>(sent: Sent, told?: string): Promise<Answer<Body>> {
    const answer = await this.asMyself<Body>(sent, told);
    if (answer.status !== 401) return answer;
    this.session = undefined;
    return this.asMyself(sent, told);
  }

  private async asMyself<Body>(sent: Sent, told: string | undefined): Promise<Answer<Body>> {
    const seen = sent.method === 'GET' ? [this.seen.token, told] : []; // A command decides on what is, not on what is shown.
    const token = seen.filter((part) => part !== undefined).join(',');
    const authorization = `Bearer ${await this.accessToken()}`;
    const headers = { ...sent.headers, authorization, ...(token !== '' && { 'consistency-token': token }) };
    const answer = await this.wire.insist<Body>({ ...sent, headers });
    this.seen.note(answer.headers['consistency-token']?.toString());
    return answer;
  }

  private accessToken(): Promise<string> {
    if (performance.now() > this.signInAgainAt) this.session = undefined;
    this.session ??= this.signIn().catch((error: unknown) => {
      this.session = undefined;
      throw error;
    });
    return this.session;
  }

  private async signIn(): Promise<string> {
    this.signInAgainAt = Infinity;
    const sent = { kind: 'sign in', method: 'POST', path: '/sessions', body: this.credentials } as const;
    const { accessToken, expiresIn } = expectStatus(await this.wire.insist<Session>(sent), 201);
    this.signInAgainAt = performance.now() + expiresIn * 800;
    return accessToken;
  }
}

/** The body of an answer that must have this status. */
export function expectStatus<Body>(answer: Answer<Body>, status: number): Body {
  if (answer.status === status) return answer.body;
  const { detail = JSON.stringify(answer.body) } = (answer.body ?? {}) as Partial<Problem>;
  throw new Unexpected(`answered ${answer.status} ${codeOf(answer)} and not ${status}: ${detail}`);
}
