import type { Position, RecordedEvent } from '#platform/core';
import type { EventLog } from '#platform/log';
import type { CloudEvent } from './cloud-event.js';
import { toCloudEvent } from './cloud-event.js';
import type { Publication } from './publication.js';

/** The owner's side of a feed: its log, mapped to contracts. Nothing is stored for publishing; the log is the outbox. */
export class PublishedFeed {
  private readonly envelopes = new WeakMap<RecordedEvent, CloudEvent | undefined>();

  constructor(
    private readonly log: EventLog,
    private readonly publication: Publication,
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
    const events = await this.log.read(after, limit);
    const envelopes = events
      .map((event) => this.envelopeOf(event))
      .filter((envelope) => envelope !== undefined && (types?.has(envelope.type) ?? true)) as CloudEvent[];
    return { envelopes, upTo: events.at(-1)?.position ?? after };
  }

  /** Several consumers read one event; it is mapped once. */
  private envelopeOf(event: RecordedEvent): CloudEvent | undefined {
    if (!this.envelopes.has(event)) {
      const fact = this.publication.factOf(event);
      this.envelopes.set(event, fact && toCloudEvent(this.context, fact, event));
    }
    return this.envelopes.get(event);
  }

  head(): Promise<Position> {
    return this.log.head();
  }

  onNews(listener: () => void): () => void {
    return this.log.onAppended(listener);
  }
}
