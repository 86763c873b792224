import { setTimeout as pause } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Position } from '#platform/core';
import { Feed, FeedUnavailable, FeedWentBack, Following, type Page } from '#platform/feed';
import { Outage, type Owner } from '#platform/feed-http';
import { logger } from '#platform/observability';
import { isWeakened } from '#platform/weakening';
import type { Broker } from './broker.js';
import { Delivery } from './delivery.js';
import { Inbox, type InboxOptions } from './inbox.js';
import { consumerName, type BrokerNames } from '#platform/nats-access';
import { readHeartbeat, readLinked } from './wire.js';

export interface NatsFeedOptions extends InboxOptions {
  /** How long a message may stay unsettled before the broker delivers it again, in milliseconds. */
  readonly redeliverAfter?: number;
  /** After how long without a reader the broker forgets what it keeps for it, in milliseconds: a day unless said. */
  readonly unusedAfter?: number;
}

/** How long what a heartbeat speaks of may be on its way, in milliseconds. */
const onItsWay = 500;
/** How long heartbeats may speak of less than what has come, in milliseconds. */
const lateness = 2_000;
/** How long the relay may be silent before the owner is asked, and how often he is asked then. Milliseconds. */
const silence = 3_000;
const asking = 500;
/** How often the owner is asked which log is his while somebody speaks of another one, in milliseconds. */
const doubting = 2_000;
const aDay = 86_400_000;

const log = logger('nats');

/**
 * A feed by way of a broker, for one reader. It hands out what follows the reader's place without a hole. When there is a hole,
 * when the broker is behind or silent, it asks the owner over HTTP; so whatever the broker forgets or never gets, nothing is
 * left out. To read from a later place confirms what is before it.
 */
export class NatsFeed extends Feed {
  private readonly following = new Following(
    (signal) => this.follow(signal),
    () => (this.heardAt = performance.now()),
  );
  private readonly inbox: Inbox;
  private readonly outage: Outage;
  private readonly delivery: Delivery;
  private heardAt = -Infinity;
  private askedAt = -Infinity;
  private doubtedAt = -Infinity;
  private behindSince: number | undefined;
  private aheadSince: number | undefined;

  constructor(
    readonly context: string,
    readonly reader: string,
    private readonly broker: Broker,
    private readonly names: BrokerNames,
    private readonly owner: Owner,
    options: NatsFeedOptions = {},
  ) {
    super();
    this.inbox = new Inbox(options);
    this.outage = new Outage(context);
    const { redeliverAfter = 10_000, unusedAfter = aDay } = options;
    const consumer = consumerName(reader);
    this.delivery = new Delivery(broker, { stream: names.stream, consumer, redeliverAfter, unusedAfter });
  }

  async read(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page> {
    if (!this.following.isOn || this.inbox.isOver(after)) return this.fromOwner(after, limit, types);
    this.inbox.settle(after);
    const page = this.inbox.page(after, limit, types);
    if (page.upTo > after) return page;
    if (this.inbox.hasHole(after, types) || this.isLate(after)) return this.fromOwner(after, limit, types);
    if (!(this.isAhead(after) || this.isSilent()) || !this.mayAsk()) return page;
    return this.fromOwner(after, limit, types).catch((error: unknown) => {
      if (error instanceof FeedWentBack) throw error;
      return page;
    });
  }

  head(): Promise<Position> {
    return this.owner.head();
  }

  onNews(listener: () => void): () => void {
    return this.following.add(listener);
  }

  /** How many messages wait in memory. */
  get kept(): number {
    return this.inbox.size;
  }

  private async fromOwner(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page> {
    const allowed = isWeakened('refill-from-owner') ? this.inbox.distanceToWithheld(after, types) : limit;
    if (allowed === 0) return { messages: [], upTo: after };
    try {
      const page = await this.owner.pageAfter(after, allowed, types);
      this.outage.ended();
      return page;
    } catch (error) {
      if (error instanceof FeedUnavailable) this.outage.failed(error);
      throw error;
    }
  }

  /** Whether the broker is longer than a moment without something that the owner says is there. */
  private isLate(after: Position): boolean {
    if (!this.inbox.isBehind(after)) {
      this.behindSince = undefined;
      return false;
    }
    this.behindSince ??= performance.now();
    return performance.now() - this.behindSince > onItsWay;
  }

  private isSilent(): boolean {
    return performance.now() - this.heardAt > silence;
  }

  /** Whether the relay speaks, longer than it can be late, of a log that ends before the reader's place. */
  private isAhead(after: Position): boolean {
    if (!this.inbox.isAhead(after)) {
      this.aheadSince = undefined;
      return false;
    }
    this.aheadSince ??= performance.now();
    return performance.now() - this.aheadSince > lateness;
  }

  private mayAsk(): boolean {
    if (performance.now() - this.askedAt < asking) return false;
    this.askedAt = performance.now();
    return true;
  }

  private async follow(stop: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([stop, this.broker.stopped]);
    void this.askWhichLog();
    await Promise.all([this.delivery.run((message) => this.take(message), signal), this.listen(signal)]);
    this.inbox.giveBack();
  }

  private async askWhichLog(): Promise<void> {
    this.doubtedAt = performance.now();
    const log = await this.owner.identity().catch(() => undefined);
    if (log === undefined) this.inbox.noteOwnerAway();
    else this.inbox.believe(log);
    this.following.ring();
  }

  private take(message: JsMsg): void {
    this.heardAt = performance.now();
    try {
      this.inbox.take(readLinked(this.context, message.json()), message);
      this.following.ring();
    } catch (error) {
      log.warn(`What came as a message of ${this.context} is none.`, { subject: message.subject, error });
      message.term();
    }
  }

  /** Hears the relay's heartbeats, over whatever connection there is. */
  private async listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.listenOn(await this.broker.ready(signal), signal);
      } catch {
        await pause(100, undefined, { signal }).catch(() => {});
      }
    }
  }

  private async listenOn(connection: NatsConnection, signal: AbortSignal): Promise<void> {
    const heartbeats = connection.subscribe(this.names.heartbeat);
    const stop = () => heartbeats.unsubscribe();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const heartbeat of heartbeats) this.hear(() => heartbeat.json());
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private hear(received: () => unknown): void {
    try {
      const isInDoubt = this.inbox.hear(readHeartbeat(received()));
      if (isInDoubt && performance.now() - this.doubtedAt > doubting) void this.askWhichLog();
      this.heardAt = performance.now();
      this.following.ring();
    } catch (error) {
      log.warn(`What came as a heartbeat of ${this.context} is none.`, { error });
    }
  }
}
