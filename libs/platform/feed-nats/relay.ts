import { setTimeout as pause } from 'node:timers/promises';
import { jetstream, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { beginning, type Position } from '#platform/core';
import { crashPoint, crashPointOnceAsked } from '#platform/crash-points';
import { type CloudEvent, type Duty, type OwnFeed, type PublishedFeed, tryUntil } from '#platform/feed';
import type { Sample } from '#platform/metrics';
import { logger } from '#platform/observability';
import { RelayCheckpoint, type RelayPlace, RelayReplaced } from '#platform/relay-checkpoint';
import { isWeakened } from '#platform/weakening';
import type { Broker } from './broker.js';
import type { BrokerNames } from '#platform/nats-access';
import { RelayFigures } from './figures.js';
import { Rivals } from './rivals.js';
import { ensureStream, lastIn, type StreamLimits } from './stream.js';
import { type Heartbeat, type Linked, writeLinked } from './wire.js';

/** Positions read, and at most as many messages under way, at once. */
const batch = 256;
/** How often the relay is heard of when nothing happens, in milliseconds. */
const beat = 1_000;
/** How often its place is stored, in milliseconds. */
const saving = 500;
/** How long the broker may take to confirm a message, in milliseconds. */
const patience = 5_000;

const log = logger('nats');

/**
 * Brings a context's feed to the broker: reads the log from its checkpoint, publishes in order, waits until the broker has
 * confirmed, moves the checkpoint. While the broker is away it waits; the log keeps everything. It deletes nothing.
 */
export class Relay implements Duty {
  readonly name: string;
  private readonly checkpoint: RelayCheckpoint;
  private readonly figures: RelayFigures;
  private readonly rivals: Rivals;
  private saved!: RelayPlace;
  private place!: RelayPlace;
  private savedAt = 0;
  private beatAt = -Infinity;
  private logId!: string;
  private warnedOf: Position = beginning;

  constructor(
    private readonly own: OwnFeed,
    private readonly broker: Broker,
    private readonly names: BrokerNames,
    private readonly limits: StreamLimits,
  ) {
    this.name = `relay of ${own.feed.context}`;
    this.checkpoint = new RelayCheckpoint(own.feed.context, own.database);
    this.figures = new RelayFigures(own.feed.context);
    this.rivals = new Rivals(own.feed.context, names.heartbeat, this.figures);
  }

  /** How far the log is relayed, by the database: by whichever instance. */
  async samples(): Promise<readonly Sample[]> {
    const [{ position }, head] = await Promise.all([this.checkpoint.read(), this.own.feed.head()]);
    return this.figures.samples(position, head);
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.session(signal, () => (failures = this.recovered(failures)));
      } catch (error) {
        if (error instanceof RelayReplaced) throw error;
        if (signal.aborted) break;
        if (failures++ === 0)
          log.warn(`The feed of ${this.own.feed.context} does not get to the broker. It is tried again.`, { error });
        await pause(Math.min(2_000, 50 * 2 ** Math.min(failures, 6)), undefined, { signal }).catch(() => {});
      }
    }
    if (this.place !== undefined) await this.save().catch(() => {});
  }

  private recovered(failures: number): 0 {
    if (failures > 0) log.info(`The feed of ${this.own.feed.context} gets to the broker again.`);
    return 0;
  }

  /** Works until something fails. */
  private async session(signal: AbortSignal, worked: () => void): Promise<void> {
    const connection = await this.broker.ready(signal);
    const { logId, ...place } = await this.checkpoint.read();
    if (this.place === undefined || place.position !== this.saved.position) this.place = place;
    this.saved = place;
    const streams = jetstream(connection, { timeout: patience });
    const { turn } = this.broker;
    this.logId = await this.ensureStream(await streams.jetstreamManager(false), logId);
    this.tell(connection);
    const stopListening = this.rivals.listen(connection, this.logId);
    try {
      while (!signal.aborted && turn === this.broker.turn) {
        await this.advance(connection, streams, signal);
        worked();
        if (performance.now() - this.savedAt > saving) await this.save();
      }
    } finally {
      stopListening();
    }
  }

  /** Answers with the identity under which the log is published: another one when the stream holds what the log does not. */
  private async ensureStream(manager: JetStreamManager, logId: string): Promise<string> {
    const { feed } = this.own;
    await ensureStream(manager, this.names, logId, this.limits);
    if (await isOf(feed, await lastIn(manager, this.names))) return logId;
    log.warn(`The stream ${this.names.stream} holds what the log of ${feed.context} does not. Was it restored?`);
    const renewed = await this.checkpoint.renew();
    await ensureStream(manager, this.names, renewed, this.limits);
    return renewed;
  }

  private async advance(connection: NatsConnection, streams: JetStreamClient, signal: AbortSignal): Promise<void> {
    const { feed } = this.own;
    const { position, last } = this.place;
    const page = await tryUntil(
      feed,
      () => feed.read(position, batch),
      ({ upTo }) => upTo > position,
      beat,
      signal,
    );
    const next = { position: page.upTo, last: page.envelopes.at(-1)?.position ?? last } as RelayPlace;
    const confirmed = this.publish(connection, streams, page.envelopes);
    if (page.envelopes.length > 0) crashPointOnceAsked('relay-published');
    if (isWeakened('relay-waits-for-broker')) confirmed.catch(() => {});
    else await confirmed;
    if (page.envelopes.length > 0) crashPoint('relay-confirmed');
    this.place = next;
    const isDue = performance.now() - this.beatAt >= beat;
    if (isDue || next.position === position || next.position > next.last) this.tell(connection);
    if (next.position === position && !this.broker.isUp) throw new Error('The broker is away');
  }

  private tell(connection: NatsConnection): void {
    const { position: head, last } = this.place;
    const news: Heartbeat = { head, last, log: this.logId };
    connection.publish(this.names.heartbeat, JSON.stringify(news));
    this.beatAt = performance.now();
  }

  /** All at once, in order; the first that is not confirmed fails the batch, which is then published again from its beginning. */
  private async publish(
    connection: NatsConnection,
    streams: JetStreamClient,
    envelopes: readonly CloudEvent[],
  ): Promise<void> {
    let previous = this.place.last;
    const underWay = envelopes.map((envelope) => {
      const message = { envelope, previous, log: this.logId };
      previous = envelope.position as typeof previous;
      return this.publishOne(connection, streams, message);
    });
    await Promise.all(underWay);
  }

  /** What is larger than the broker takes is left out: who misses it finds the hole and asks the owner. */
  private async publishOne(connection: NatsConnection, streams: JetStreamClient, message: Linked): Promise<void> {
    const { id, subject: stream, type, position } = message.envelope;
    const text = writeLinked(message);
    const most = (connection.info?.max_payload ?? 1_048_576) - 1_024;
    if (Buffer.byteLength(text) > most) return this.warnOfSize(position, { id, type });
    const options = { msgID: id, timeout: patience, retries: 0 };
    const { duplicate } = await streams.publish(this.names.subjectOf(stream, type), text, options);
    this.figures.confirmed(duplicate);
  }

  /** Once for each event, however often it is tried. */
  private warnOfSize(position: number, event: object): void {
    if (position <= this.warnedOf) return;
    this.warnedOf = position as Position;
    this.figures.tooLarge();
    log.warn(`An event is too large for the broker; readers get it from its owner.`, event);
  }

  private async save(): Promise<void> {
    this.savedAt = performance.now();
    if (this.place.position === this.saved.position) return;
    await this.checkpoint.move(this.saved, this.place);
    crashPoint('relay-stored');
    this.saved = this.place;
  }
}

/** Whether what stands last in the stream stands at its place in the log. */
async function isOf(feed: PublishedFeed, last: Pick<CloudEvent, 'id' | 'position'> | undefined): Promise<boolean> {
  if (last === undefined) return true;
  const { envelopes } = await feed.read((last.position - 1) as Position, 1);
  return envelopes[0]?.id === last.id;
}
