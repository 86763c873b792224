import { type Duty, type Feed, Transport } from '#platform/feed';
import { internalAgent } from '#platform/internal-agent';
import { HttpFeed, type HttpFeedOptions } from './http-feed.js';

/** Feeds over HTTP: nothing is needed between the processes. */
export class HttpTransport extends Transport {
  private readonly dispatcher: ReturnType<typeof internalAgent>;
  private readonly feeds = new Map<string, HttpFeed>();

  constructor(private readonly options: Omit<HttpFeedOptions, 'dispatcher'>) {
    super();
    const { addresses } = options;
    this.dispatcher = internalAgent({ timeout: 3_000, connections: 32, nameOf: (origin) => addresses.nameOf(origin) });
  }

  feedOf(context: string): Feed {
    const feed = this.feeds.get(context) ?? new HttpFeed(context, { ...this.options, dispatcher: this.dispatcher });
    this.feeds.set(context, feed);
    return feed;
  }

  /** The owner answers by itself. */
  relayOf(): Duty | undefined {
    return undefined;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return this.dispatcher.destroy();
  }
}
