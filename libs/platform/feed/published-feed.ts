import type { Fact, Position, RecordedEvent } from '#platform/core';
import type { EventLog } from '#platform/log';
import type { CloudEvent } from './cloud-event.js';
import { toCloudEvent } from './cloud-event.js';
import { logger } from '#platform/observability';
import type { Publication } from './publication.js';
import { isFor, unpublishableFact } from './unpublishable.js';

const log = logger('feeds');

/**
 * The owner's side of a feed: its log, mapped to contracts. Nothing is stored for publishing; the log is the outbox. Where an
 * event cannot be mapped something stands that says so: readers set its stream aside, and what is behind it flows.
 */
export class PublishedFeed {
  private readonly envelopes = new WeakMap<RecordedEvent, CloudEvent | undefined>();

  constructor(
    private readonly log: EventLog,
    private readonly publication: Publication,
    /** What its messages are marked with at a broker, so that they are told from those of another log. */
    readonly identity: () => Promise<string | undefined> = () => Promise.resolve(undefined),
  ) {}

  get context(): string {
    return this.publication.context;
  }

  /** The envelopes of these types (of all when none are named) after a position, from at most `limit` positions. */
  async read(
    after: Position,
    limit: number,
    types?: ReadonlySet<string>,
  ): Promise<{ readonly envelopes: readonly CloudEvent[]; readonly upTo: Position }> {
    const events = await this.log.read(after, limit, 'part');
    const envelopes = events
      .map((event) => this.envelopeOf(event))
      .filter(
        (envelope) => envelope !== undefined && (types === undefined || isFor(types, envelope.type)),
      ) as CloudEvent[];
    return { envelopes, upTo: events.at(-1)?.position ?? after };
  }

  /** Several consumers read one event; it is mapped once. */
  private envelopeOf(event: RecordedEvent): CloudEvent | undefined {
    if (!this.envelopes.has(event)) {
      const fact = this.factOf(event);
      this.envelopes.set(event, fact && toCloudEvent(this.context, fact, event));
    }
    return this.envelopes.get(event);
  }

  private factOf(event: RecordedEvent): Fact | undefined {
    try {
      return this.publication.factOf(event);
    } catch (error) {
      const { type, position, stream } = event;
      log.error(`${this.context} cannot publish ${type} at position ${position}. Its readers set ${stream} aside.`, {
        error,
      });
      return unpublishableFact(event, error);
    }
  }

  head(): Promise<Position> {
    return this.log.head();
  }

  onNews(listener: () => void): () => void {
    return this.log.onAppended(listener);
  }
}
