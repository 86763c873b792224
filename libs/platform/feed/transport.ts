import type { Database } from '#platform/database';
import type { Feed } from './feed.js';
import type { PublishedFeed } from './published-feed.js';

/** A feed of this process with the database of its context, where a transport may keep how far it has brought it. */
export interface OwnFeed {
  readonly feed: PublishedFeed;
  readonly database: Database;
}

/** Work that exactly one instance of a context does at a time. `run` resolves when the signal is aborted. */
export interface Duty {
  /** Durable: instances find each other by it. */
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** How the contexts of different processes hear each other. A context of the same process is never heard through it. */
export abstract class Transport {
  /**
   * The feed of a context that runs in another process, for one durable reader. Costs nothing until it is read. Of `impersonal`
   * types the reader wants nothing that tells of a person. Throws when this transport reaches no other process.
   */
  abstract feedOf(context: string, reader: string, impersonal?: ReadonlySet<string>): Feed;

  /** The work that brings a feed of this process to the others, when there is any. */
  abstract relayOf(own: OwnFeed): Duty | undefined;

  abstract start(): Promise<void>;

  /** Releases everything; feeds must not be read any more. */
  abstract stop(): Promise<void>;
}
