import type { Position } from '#platform/core';
import { Feed, FeedUnavailable, Following, type Page, unpublishable } from '#platform/feed';
import { Outage } from './outage.js';
import { Owner, type OwnerOptions } from './owner.js';
import { Tail } from './tail.js';

export interface HttpFeedOptions extends OwnerOptions {
  /** How long one question waits at the owner for news, in milliseconds; a dead connection is noticed after that and `patience`. */
  readonly wait?: number;
}

/** An owner that stops answers at once without news; it is not asked again sooner than this. Milliseconds. */
const shortestWait = 100;

/**
 * The feed of a context in another process, over HTTP. While somebody listens, one long poll follows the feed for all readers
 * of the process; who is behind what it has kept reads from the owner at his own pace.
 */
export class HttpFeed extends Feed {
  private readonly following = new Following((signal) => this.keepFollowing(signal));
  private readonly tail = new Tail();
  private readonly owner: Owner;
  private readonly outage: Outage;
  private isLevel = false;

  constructor(
    readonly context: string,
    private readonly options: HttpFeedOptions,
  ) {
    super();
    this.owner = new Owner(context, options);
    this.outage = new Outage(context);
  }

  async read(after: Position, limit: number, types: ReadonlySet<string>): Promise<Page> {
    const kept = this.isLevel ? this.tail.page(after, limit, types) : undefined;
    // What could not be published may have been mended since.
    if (kept?.messages.every(({ type }) => type !== unpublishable)) return kept;
    if (this.outage.lasts) throw new FeedUnavailable(this.context);
    return this.owner.pageAfter(after, limit, types);
  }

  head(): Promise<Position> {
    return this.owner.head();
  }

  onNews(listener: () => void): () => void {
    return this.following.add(listener);
  }

  /** How many messages are kept in memory. */
  get kept(): number {
    return this.tail.size;
  }

  private async keepFollowing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.advance(signal);
      } catch (error) {
        if (signal.aborted) break;
        this.isLevel = false;
        this.outage.failed(error);
        await this.owner.change(this.outage.wait, signal);
      }
    }
    this.isLevel = false;
    this.outage.ended();
  }

  /** The next page; after a start or an outage first the place where the feed ends. Kept messages stay good over an outage. */
  private async advance(signal: AbortSignal): Promise<void> {
    if (!this.isLevel) return this.begin();
    const before = this.tail.end;
    const asked = performance.now();
    const page = await this.owner.read({ after: before, limit: 1_000, wait: this.options.wait ?? 5_000, signal });
    if (signal.aborted) return;
    if (page.upTo === before && performance.now() - asked < shortestWait) await this.owner.change(shortestWait, signal);
    if (page.head < before) this.tail.begin(page.head);
    else this.tail.add(page);
    if (page.upTo !== before) this.following.ring();
  }

  private async begin(): Promise<void> {
    const head = await this.owner.head();
    if (head - this.tail.end > 1_000 || head < this.tail.end) this.tail.begin(head);
    this.isLevel = true;
    this.outage.ended();
    this.following.ring();
  }
}
