import { lookup } from 'node:dns/promises';
import { logger } from '#platform/observability';
import { Addresses } from './addresses.js';
import { Listeners } from './listeners.js';

/** Answers with the network addresses of a host name; rejects with the code ENOTFOUND when there are none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const log = logger('registry');
const interval = 1_000;

/**
 * Addresses from the names of contexts: each record of the name is an instance. Names are asked for again every second. A
 * name server that does not answer leaves everything as it was; a name that is gone has no instances.
 *
 * @example
 * const addresses = new DnsAddresses('http://{context}.shop.internal:3000');
 * addresses.of('orders'); // ['http://10.0.0.7:3000', 'http://10.0.0.8:3000'] once it was asked for
 */
export class DnsAddresses extends Addresses {
  private readonly known = new Map<string, readonly string[]>();
  private readonly listeners = new Listeners();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly template: string,
    private readonly resolve: Resolve = resolveBySystem,
  ) {
    super();
  }

  /** A context is looked up from the first time it is asked for. */
  of(context: string): readonly string[] {
    const known = this.known.get(context);
    if (known !== undefined) return known;
    this.known.set(context, []);
    void this.look(context);
    return [];
  }

  override nameOf(origin: string): string | undefined {
    const context = [...this.known.keys()].find((one) => this.known.get(one)!.includes(origin));
    return context && this.urlOf(context).hostname;
  }

  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  override start(): Promise<void> {
    this.timer ??= setInterval(() => [...this.known.keys()].forEach((context) => void this.look(context)), interval);
    this.timer.unref();
    return Promise.resolve();
  }

  override stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    return Promise.resolve();
  }

  private async look(context: string): Promise<void> {
    const url = this.urlOf(context);
    try {
      this.note(context, originsOf(url, await this.resolve(url.hostname)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTFOUND') return this.note(context, []);
      log.warn(`The name ${url.hostname} could not be resolved; its last addresses stay.`, { error });
    }
  }

  private urlOf(context: string): URL {
    return new URL(this.template.replaceAll('{context}', context));
  }

  private note(context: string, origins: readonly string[]): void {
    const before = this.known.get(context) ?? [];
    this.known.set(context, origins);
    if (before.length !== origins.length || origins.some((origin) => !before.includes(origin))) this.listeners.tell();
  }
}

function originsOf(url: URL, hosts: readonly string[]): readonly string[] {
  const port = url.port === '' ? '' : `:${url.port}`;
  return [...new Set(hosts.map((host) => `${url.protocol}//${host.includes(':') ? `[${host}]` : host}${port}`))];
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
