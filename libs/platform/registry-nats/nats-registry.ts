import { setTimeout as pause } from 'node:timers/promises';
import { type KV, Kvm } from '@nats-io/kv';
import { scraped } from '#platform/metrics';
import { logger } from '#platform/observability';
import { Addresses, type Announcer, type Instance, Listeners } from '#platform/registry';
import { inTime } from '#platform/waiting';
import { z } from 'zod';
import { type Broker, brokerSample } from '#platform/feed-nats';
import { keysOf } from '#platform/nats-access';

/** How often an instance renews its entry, and how long an entry that is not renewed counts, in milliseconds. */
const renewal = 1_000;
const life = 3_500;
/** How often it is looked who has gone, in milliseconds. */
const sweep = 250;

const entry = z.object({ version: z.string(), address: z.url() });
/** JetStream's words for a bucket that nobody has made yet. */
const notMade = 'stream not found';
const log = logger('registry');

interface Known {
  readonly context: string;
  readonly address: string;
  /** When it was renewed last, by this process's clock. */
  renewedAt: number;
}

/**
 * Instances in a key-value bucket of NATS JetStream: each renews its entry every second, and one that stops to do so is gone
 * after 3.5 s. It has an entry for each context, so that a user of the broker can be kept to those of his own. While the broker is away what was known stays known: who of them answers shows when they are asked.
 */
export class NatsRegistry extends Addresses implements Announcer {
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Listeners();
  private readonly stopping = new AbortController();
  private readonly working: Promise<void>[] = [];
  private own: Instance | undefined;
  private bucketOf: { readonly turn: number; readonly bucket: Promise<KV> } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStarted = false;
  private forgetFigures = () => {};

  constructor(
    private readonly broker: Broker,
    private readonly bucketName: string,
    private readonly purpose: 'announces' | 'looks' = 'announces',
  ) {
    super();
  }

  of(context: string): readonly string[] {
    const found = [...this.known.values()].filter((known) => known.context === context);
    return [...new Set(found.map(({ address }) => address))];
  }

  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  override start(): Promise<void> {
    if (this.isStarted) return Promise.resolve();
    this.isStarted = true;
    this.broker.start();
    this.forgetFigures = scraped('registry', () => [brokerSample('registry', this.broker.isUp)]);
    this.timer = setInterval(() => this.forgetTheGone(), sweep);
    this.working.push(this.keepWatching());
    return Promise.resolve();
  }

  override async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.forgetFigures();
    await this.withdraw();
    this.stopping.abort();
    clearInterval(this.timer);
    await this.broker.stop();
    await Promise.all(this.working);
  }

  /** Resolves when the entry is written, or after a second: an instance that nobody finds yet may serve all the same. */
  async announce(instance: Instance): Promise<void> {
    await this.start();
    this.own = instance;
    this.working.push(this.keepRenewing());
    await inTime(renewal, this.renew());
  }

  async withdraw(): Promise<void> {
    const { own } = this;
    this.own = undefined;
    if (own === undefined || !this.broker.isUp) return;
    const gone = this.bucket().then((bucket) => Promise.all(keysOfInstance(own).map((key) => bucket.delete(key))));
    await inTime(renewal, gone).catch(() => {});
  }

  private async keepRenewing(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.own !== undefined) {
      await pause(renewal, undefined, { signal }).catch(() => {});
      await this.renew();
    }
  }

  private async renew(): Promise<void> {
    if (this.own === undefined || this.stopping.signal.aborted) return;
    try {
      const bucket = await this.bucket();
      const { own } = this;
      if (own === undefined) return;
      const { version, address } = own;
      await Promise.all(keysOfInstance(own).map((key) => bucket.put(key, JSON.stringify({ version, address }))));
    } catch (error) {
      this.bucketOf = undefined;
      if (this.broker.isUp) log.warn('This instance could not be announced; it is tried again.', { error });
    }
  }

  private async keepWatching(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.watch();
      } catch (error) {
        if (signal.aborted) return;
        this.bucketOf = undefined;
        if ((error as Error).message !== notMade)
          log.warn('The registry cannot be watched; it is tried again.', { error });
      }
      await pause(sweep, undefined, { signal }).catch(() => {});
    }
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    const bucket = await this.bucket();
    const { turn } = this.broker;
    const changes = await bucket.watch();
    const end = () => changes.stop();
    signal.addEventListener('abort', end, { once: true });
    // A broker that was away may have forgotten the bucket, and then would never tell of a change again.
    const check = setInterval(() => this.broker.turn !== turn && end(), sweep);
    try {
      for await (const { key, operation, value } of changes) {
        if (operation === 'PUT') this.note(key, value);
        else if (this.known.delete(key)) this.listeners.tell();
      }
    } finally {
      clearInterval(check);
      signal.removeEventListener('abort', end);
    }
  }

  private note(key: string, value: Uint8Array): void {
    const [context, address] = [contextIn(key), entry.safeParse(parsed(value)).data?.address];
    if (context === undefined || address === undefined)
      return log.warn(`The entry ${key} of the registry cannot be read.`);
    const before = this.known.get(key);
    this.known.set(key, { context, address, renewedAt: performance.now() });
    if (before?.address !== address) this.listeners.tell();
  }

  /** Nobody can renew anything while the broker is away, so nobody is forgotten then. */
  private forgetTheGone(): void {
    const now = performance.now();
    let hasGone = false;
    for (const [key, known] of this.known) {
      if (!this.broker.isUp) known.renewedAt = now;
      else if (now - known.renewedAt > life) hasGone = this.known.delete(key);
    }
    if (hasGone) this.listeners.tell();
  }

  /** One bucket for each time that the broker was connected: it may have been wiped between two. */
  private async bucket(): Promise<KV> {
    const connection = await this.broker.ready(this.stopping.signal);
    const { turn } = this.broker;
    if (this.bucketOf?.turn !== turn) {
      this.bucketOf = { turn, bucket: this.open(new Kvm(connection)) };
    }
    return this.bucketOf.bucket;
  }

  private open(buckets: Kvm): Promise<KV> {
    if (this.purpose === 'looks') return buckets.open(this.bucketName);
    return buckets.create(this.bucketName, { ttl: life, history: 1, storage: 'memory' as never });
  }
}

function keysOfInstance({ contexts, address }: Instance): readonly string[] {
  const place = Buffer.from(address).toString('base64url');
  return contexts.map((context) => keysOf(context).replace('*', place));
}

function contextIn(key: string): string | undefined {
  return /^instance\.([^.]+)\.[^.]+$/.exec(key)?.[1];
}

function parsed(value: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(value).toString());
  } catch {
    return undefined;
  }
}
