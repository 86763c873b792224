import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#platform/core';
import { beginning, positionFrom } from '#platform/core';
import {
  assertNotAhead,
  type CloudEvent,
  FeedUnavailable,
  fromCloudEvent,
  type Page,
  parseCloudEvent,
} from '#platform/feed';
import {
  type FeedCredentials,
  feedPath,
  headHeader,
  logHeader,
  positionHeader,
  widestPage,
} from '#platform/published-feeds';
import type { Addresses } from '#platform/registry';
import { type Dispatcher, request } from 'undici';
import { z } from 'zod';

/** A page as the owner gave it. */
export interface OwnersPage {
  readonly envelopes: readonly CloudEvent[];
  readonly upTo: Position;
  /** How far the owner's log went. */
  readonly head: Position;
  /** Which log it is, where only the head was asked for and the owner says so. */
  readonly log: string | undefined;
}

export interface PageQuestion {
  readonly after: Position;
  readonly limit: number;
  readonly types?: ReadonlySet<string>;
  /** How long the owner may wait for news, in milliseconds. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
}

export interface OwnerOptions {
  readonly addresses: Addresses;
  readonly credentials: FeedCredentials;
  readonly dispatcher: Dispatcher;
  /** How long an answer may take beyond the wait that was asked for, in milliseconds. */
  readonly patience?: number;
}

/** How long an address that failed is asked last, in milliseconds. */
const avoidance = 2_000;

/** The most bytes of one page. */
const largestPage = 64 * 1024 * 1024;

const batch = z.array(z.unknown());

/** The owner of a feed by HTTP: whichever of its instances answers. */
export class Owner {
  private readonly avoided = new Map<string, number>();
  private turn = 0;

  constructor(
    readonly context: string,
    private readonly options: OwnerOptions,
  ) {}

  /** One page. Asks each instance at most once; rejects with `FeedUnavailable` when none answers. */
  async read(question: PageQuestion): Promise<OwnersPage> {
    const failures: unknown[] = [];
    for (const origin of this.inOrder()) {
      question.signal?.throwIfAborted();
      try {
        const page = await this.ask(origin, question);
        this.avoided.delete(origin);
        return page;
      } catch (error) {
        question.signal?.throwIfAborted();
        this.avoided.set(origin, performance.now() + avoidance);
        failures.push(error);
      }
    }
    const cause = failures.length > 0 ? failures.at(-1) : new Error(`No process is known that serves ${this.context}`);
    throw new FeedUnavailable(this.context, cause);
  }

  /** A page as a reader at that place gets it. Rejects with `FeedWentBack` when the log does not reach as far. */
  async pageAfter(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page> {
    const { envelopes, upTo, head } = await this.read({ after, limit, types });
    assertNotAhead(this.context, head, after);
    return { messages: envelopes.map(fromCloudEvent), upTo };
  }

  async head(): Promise<Position> {
    return (await this.read({ after: beginning, limit: 0 })).head;
  }

  /** By which mark the owner's messages are told from those of another log; undefined when he does not say. */
  async identity(): Promise<string | undefined> {
    return (await this.read({ after: beginning, limit: 0 })).log;
  }

  /** Waits until an instance may have come or gone, or so long. */
  async change(milliseconds: number, signal: AbortSignal): Promise<void> {
    const changed = new AbortController();
    const stop = this.options.addresses.onChange(() => changed.abort());
    await pause(milliseconds, undefined, { signal: AbortSignal.any([changed.signal, signal]) }).catch(() => {});
    stop();
  }

  /** The instances, another one first each time, and those that failed a moment ago last. */
  private inOrder(): readonly string[] {
    const all = this.options.addresses.of(this.context);
    const first = all.length === 0 ? 0 : this.turn++ % all.length;
    const now = performance.now();
    const isAvoided = (origin: string) => Number((this.avoided.get(origin) ?? 0) > now);
    return [...all.slice(first), ...all.slice(0, first)].toSorted((a, b) => isAvoided(a) - isAvoided(b));
  }

  private async ask(origin: string, { after, limit, types, wait = 0, signal }: PageQuestion): Promise<OwnersPage> {
    const { credentials, dispatcher, patience = 5_000 } = this.options;
    const time = AbortSignal.timeout(wait + patience);
    const answer = await request(new URL(feedPath(this.context), origin), {
      query: {
        after,
        limit: Math.min(limit, widestPage),
        wait: `${wait}ms`,
        ...(types && { types: [...types].join(',') }),
      },
      headers: { ...(await credentials.headers(this.context)) },
      signal: signal === undefined ? time : AbortSignal.any([time, signal]),
      headersTimeout: wait + patience,
      bodyTimeout: patience,
      dispatcher,
    });
    if (answer.statusCode !== 200) {
      await answer.body.dump().catch(() => {});
      throw new Error(`${origin} answered ${answer.statusCode}`);
    }
    return this.pageFrom(await answer.body.text(), answer.headers);
  }

  private pageFrom(body: string, headers: Readonly<Record<string, string | string[] | undefined>>): OwnersPage {
    if (body.length > largestPage) throw new Error('The page is too large');
    const envelopes = batch.parse(JSON.parse(body)).map((received) => parseCloudEvent(this.context, received));
    const log = headers[logHeader];
    return {
      envelopes,
      upTo: positionFrom(headers[positionHeader]),
      head: positionFrom(headers[headHeader]),
      log: typeof log === 'string' ? log : undefined,
    };
  }
}
