import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RequestHeaders } from '../drivers/caller.js';
import { eventually } from '../support/eventually.js';
import type { Recorder } from './history/history.js';

export interface RingingOptions {
  /** Who ring at the same time. */
  readonly ringers?: number;
  /** What they ring, in turns. */
  readonly bells?: readonly string[];
  /** Between two ringings of one of them, in milliseconds. */
  readonly pause?: number;
  /** Whether they ask under a key, and again until they know; who has none asks once. They have one where nothing is said. */
  readonly keyed?: boolean;
  /** Where they ring, asked each time; nowhere at the moment, when it does not know. */
  readonly among?: () => string | undefined;
}

/** What one ringer does, again and again. */
interface Round {
  readonly ring: (bell: string) => Promise<void>;
  readonly which: readonly string[];
  readonly between: number;
}

/** What became of a request. */
export interface Reply {
  readonly status: number;
  readonly body: { readonly nth: number; readonly position: number; readonly code?: string };
}

/** One is rung more often than the others, so that there is a long stream as well. */
const rung: readonly string[] = [1, 2, 1, 3, 1, 4, 1, 5, 6, 7, 8].map((bell) => `bell-${bell}`);

/** How long a client waits for an answer, in milliseconds: longer than any time-out within. */
const patience = 40_000;

/** Clients who ring bells without end, and ask again under the same key until they know what became of it. */
export class Ringers {
  /** Answers that nobody should get. */
  readonly failures: string[] = [];
  acknowledged = 0;
  /** How often an answer was: not now. */
  putOff = 0;
  /** What each request shows besides. */
  admission: (who?: string) => Promise<RequestHeaders> = () => Promise.resolve({});
  private longest = 0;
  /** The requests that wait for their answer. */
  private readonly waiting = new Set<{ readonly since: number }>();
  private isStopping = false;
  private among: () => string | undefined = () => this.origin;
  private readonly atWork = new Set<Promise<void>>();
  private readonly gone = new AbortController();

  constructor(
    private readonly origin: string,
    private readonly history: Recorder,
  ) {}

  /** How long the request waited, or waits, that waits longest of all, in milliseconds. */
  get longestWait(): number {
    return Math.max(this.longest, this.waitingFor);
  }

  /** How long the request waits already that has asked first of those without an answer, in milliseconds. */
  get waitingFor(): number {
    const now = performance.now();
    return Math.max(0, ...[...this.waiting].map(({ since }) => now - since));
  }

  begin({ ringers = 4, bells: which = rung, pause: between = 25, keyed = true, among }: RingingOptions = {}): void {
    this.isStopping = false;
    this.among = among ?? (() => this.origin);
    const ring = (bell: string) => (keyed ? this.ring(bell) : this.ringOnce(bell));
    for (let ringer = 0; ringer < ringers; ringer += 1) {
      const work = this.goOn(ringer, { ring, which, between }).catch(
        (error: Error) => void this.failures.push(error.message),
      );
      this.atWork.add(work);
      void work.finally(() => this.atWork.delete(work));
    }
  }

  /** Lets each come to the end of what it has asked for. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.atWork);
    for (const failure of this.failures.splice(0)) throw new Error(failure);
  }

  /** Has them leave without an answer. */
  giveUp(): void {
    this.isStopping = true;
    this.gone.abort();
  }

  /** Resolves once so many more ringings are acknowledged. */
  async acknowledgedMore(ringings: number, within = 60_000): Promise<void> {
    const wanted = this.acknowledged + ringings;
    const look = () => {
      if (this.acknowledged < wanted) throw new Error(`${this.acknowledged} of ${wanted} ringings`);
    };
    await eventually(look, { within, every: 5 });
  }

  /** Rings once, and again under the same key until it is known what became of it. */
  async ring(bell: string): Promise<void> {
    const [ring, key] = [randomUUID(), randomUUID()];
    this.history.note({ what: 'invoked', bell, ring });
    for (;;) {
      const reply = await this.ask(bell, ring, key).catch(() => undefined);
      if (this.gone.signal.aborted) return;
      if (reply?.status === 201) return this.done(bell, ring, reply);
      if (reply?.status === 500) throw new Error(`${bell} was answered 500: ${JSON.stringify(reply.body)}`);
      if (reply?.status === 503) this.putOff += 1;
      const isOpen = reply === undefined || reply.status >= 500 || reply.body.code === 'http.request-in-progress';
      if (!isOpen) return this.history.note({ what: 'refused', bell, ring, status: reply.status });
      await pause(50);
    }
  }

  /** Rings once, whatever becomes of it. */
  private async ringOnce(bell: string): Promise<void> {
    const ring = randomUUID();
    this.history.note({ what: 'invoked', bell, ring });
    const reply = await this.ask(bell, ring).catch(() => undefined);
    if (reply?.status === 201) this.done(bell, ring, reply);
    if (reply?.status === 503) this.putOff += 1;
  }

  /** One request, of this client or of any, under a key or without one. */
  async ask(bell: string, ring: string, key?: string, who?: string): Promise<Reply> {
    const keyed = key !== undefined && { 'idempotency-key': key };
    const headers = { ...(await this.admission(who)), 'content-type': 'application/json', ...keyed };
    const signal = AbortSignal.any([this.gone.signal, AbortSignal.timeout(patience)]);
    const init = { method: 'POST', headers, body: JSON.stringify({ ring }), signal };
    const origin = this.among();
    if (origin === undefined) throw new Error('There is nobody to ask');
    const request = { since: performance.now() };
    this.waiting.add(request);
    try {
      const response = await fetch(`${origin}/bells/${bell}/rings`, init);
      return { status: response.status, body: (await response.json()) as Reply['body'] };
    } finally {
      this.waiting.delete(request);
      this.longest = Math.max(this.longest, performance.now() - request.since);
    }
  }

  private done(bell: string, ring: string, { body: { nth, position } }: Reply): void {
    this.acknowledged += 1;
    this.history.note({ what: 'acknowledged', bell, nth, ring, position });
  }

  private async goOn(ringer: number, { ring, which, between }: Round): Promise<void> {
    for (let turn = ringer; !this.isStopping; turn += 1) {
      await ring(which[turn % which.length]!);
      await pause(between);
    }
  }
}
