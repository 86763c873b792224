import { descriptionPath, processDescription } from '#platform/http';
import { logger } from '#platform/observability';
import type { Addresses } from '#platform/registry';
import type { InternalTokenIssuer } from '#platform/security';
import { Untrusted } from '#platform/internal-agent';
import { type Dispatcher, request } from 'undici';
import { wasLate, wasRefused } from './failures.js';
import { Instance } from './instance.js';

const log = logger('gateway');
const interval = 500;
const timeout = 1_000;

export interface InstancesOptions {
  readonly contexts: readonly string[];
  readonly addresses: Addresses;
  readonly tokens: InternalTokenIssuer;
  readonly dispatcher: Dispatcher;
}

/**
 * The running instances of every context. Each is asked twice a second what it serves and how it is, and at once when its
 * address becomes known or a request to it fails. One that refuses connections is out until it answers again.
 */
export class Instances {
  private readonly known = new Map<string, Instance>();
  private readonly listeners = new Set<() => void>();
  private readonly asking = new Map<Instance, Promise<void>>();
  /** When each context was last seen with an instance that can be asked. */
  private readonly seen = new Map<string, number>();
  private readonly complained = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private forget: (() => void) | undefined;
  private turn = 0;

  constructor(private readonly options: InstancesOptions) {}

  /** Resolves when every instance that is known at this moment has been asked once. */
  async start(): Promise<void> {
    this.forget = this.options.addresses.onChange(() => void this.look());
    await this.options.addresses.start();
    this.timer = setInterval(() => void this.look(), interval);
    await this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.forget?.();
    await this.options.addresses.stop();
    await Promise.all(this.asking.values());
  }

  /** Calls the listener when an instance describes itself for the first time, or otherwise than before. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  get all(): readonly Instance[] {
    return [...this.known.values()];
  }

  /** Whether a context has ever described itself. */
  hasSeen(context: string): boolean {
    return this.seen.has(context);
  }

  /** Whether nobody has served a context for so many milliseconds. */
  isLongGone(context: string, milliseconds: number): boolean {
    return performance.now() - (this.seen.get(context) ?? -Infinity) > milliseconds;
  }

  /**
   * The instance to ask next: of those that are ready the one with the fewest requests at work, in turn where they are equal.
   * Those already tried come last. An instance that says it is not ready is asked only when there is no other.
   */
  pick(context: string, route: string | undefined, tried: ReadonlySet<Instance>): Instance | undefined {
    const up = this.of(context).filter((instance) => instance.isUp && instance.serves(context, route));
    const ready = up.filter(({ isReady }) => isReady);
    const candidates = (ready.length > 0 ? ready : up).filter((instance) => !tried.has(instance));
    const first = candidates.length === 0 ? 0 : this.turn++ % candidates.length;
    const inTurn = [...candidates.slice(first), ...candidates.slice(0, first)];
    return inTurn.reduce<Instance | undefined>(
      (best, next) => (best && best.inFlight <= next.inFlight ? best : next),
      undefined,
    );
  }

  of(context: string): readonly Instance[] {
    return this.options.addresses.of(context).flatMap((address) => this.known.get(address) ?? []);
  }

  /** Asks an instance at once, because a request to it failed. */
  doubt(instance: Instance): void {
    void this.ask(instance);
  }

  private async look(): Promise<void> {
    const { contexts, addresses } = this.options;
    const present = new Set(contexts.flatMap((context) => addresses.of(context)));
    for (const address of this.known.keys()) if (!present.has(address)) this.known.delete(address);
    for (const address of present) if (!this.known.has(address)) this.known.set(address, new Instance(address));
    await Promise.all(this.all.map((instance) => this.ask(instance)));
  }

  private ask(instance: Instance): Promise<void> {
    const already = this.asking.get(instance);
    if (already !== undefined) return already;
    const asking = this.describe(instance).finally(() => this.asking.delete(instance));
    this.asking.set(instance, asking);
    return asking;
  }

  private async describe(instance: Instance): Promise<void> {
    const { contexts, addresses, tokens, dispatcher } = this.options;
    const wasUp = instance.isUp;
    try {
      const audience = contexts.find((context) => addresses.of(context).includes(instance.address));
      if (audience === undefined) return;
      const { statusCode, headers, body } = await request(new URL(descriptionPath, instance.address), {
        headers: {
          ...(await tokens.headersOfOurOwn(audience)),
          ...(instance.tag && { 'if-none-match': instance.tag }),
        },
        headersTimeout: timeout,
        bodyTimeout: timeout,
        dispatcher,
      });
      const text = await body.text();
      if (![200, 304].includes(statusCode))
        throw new Error(`${instance.address} answered ${statusCode} when asked what it serves`);
      this.learn(instance, statusCode === 200 ? JSON.parse(text) : instance.description, String(headers['etag']));
      if (!wasUp && instance.isUp) log.info(`${instance.address} serves ${instance.description!.contexts.join(', ')}.`);
    } catch (error) {
      if (wasRefused(error)) instance.refused();
      else instance.silent();
      if (wasUp && !instance.isUp) log.warn(`${instance.address} does not answer any more.`, { error });
      else if (isToBeTold(error, instance)) this.complain(instance, error);
    }
  }

  /** An answer that cannot be used is most often a wrong key: somebody has to know, once. */
  private complain({ address }: Instance, error: unknown): void {
    if (this.complained.has(address)) return;
    this.complained.add(address);
    log.warn(`${address} does not say what it serves.`, { error });
  }

  private learn(instance: Instance, described: unknown, tag: string): void {
    const [before, wasUp] = [instance.tag, instance.isUp];
    const description = processDescription.parse(described);
    instance.answered(description, tag);
    this.complained.delete(instance.address);
    for (const context of description.contexts) this.seen.set(context, performance.now());
    if (before === tag && wasUp) return;
    for (const listener of this.listeners) listener();
  }
}

/** Who starts is refused or late for a while; what else goes wrong does not pass by itself. */
function isToBeTold(error: unknown, instance: Instance): boolean {
  if (error instanceof Untrusted) return true;
  return wasLate(error) ? instance.isLongSilent : !wasRefused(error);
}
