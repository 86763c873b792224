import { beginning, type Position } from '#platform/core';
import type { CloudEvent, Page, PublishedFeed } from '#platform/feed';
import { assertNotAhead, Feed, fromCloudEvent } from '#platform/feed';

/** The transport within one process. It serialises like every other, so that no consumer comes to rely on a shared object. */
export class InProcessFeed extends Feed {
  /** So far the log certainly goes. */
  private reached: Position = beginning;

  constructor(private readonly published: PublishedFeed) {
    super();
  }

  get context(): string {
    return this.published.context;
  }

  async read(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page> {
    const { envelopes, upTo } = await this.published.read(after, limit, types);
    if (after > this.reached && upTo === after) assertNotAhead(this.context, await this.head(), after);
    this.reached = upTo;
    const received = JSON.parse(JSON.stringify(envelopes)) as CloudEvent[];
    return { messages: received.map(fromCloudEvent), upTo };
  }

  head(): Promise<Position> {
    return this.published.head();
  }

  onNews(listener: () => void): () => void {
    return this.published.onNews(listener);
  }
}
