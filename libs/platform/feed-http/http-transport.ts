import { type Duty, type Feed, Transport } from '#platform/feed';
import { Agent } from 'undici';
import { HttpFeed, type HttpFeedOptions } from './http-feed.js';

/** Feeds over HTTP: nothing is needed between the processes. */
export class HttpTransport extends Transport {
  private readonly dispatcher = new Agent({ keepAliveTimeout: 30_000, connect: { timeout: 3_000 }, connections: 32 });
  private readonly feeds = new Map<string, HttpFeed>();

  constructor(private readonly options: Omit<HttpFeedOptions, 'dispatcher'>) {
    super();
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
