import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { logger } from '#platform/observability';

const log = logger('nats');

/** How long the broker may be away at the start before somebody has to know, in milliseconds. */
const tolerance = 10_000;

/**
 * The connection to the broker. It is made in the background and made again for ever: a process starts, runs and stops without
 * the broker, only its feeds come more slowly.
 */
export class Broker {
  private readonly stopping = new AbortController();
  private connection: NatsConnection | undefined;
  private connected = Promise.withResolvers<NatsConnection>();
  private isConnected = false;
  private awaySince: { readonly at: number; isTold: boolean } | undefined;
  private connections = 0;
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: NodeConnectionOptions,
    private readonly onConnected: (connection: NatsConnection) => void = () => {},
  ) {}

  start(): void {
    this.keeping = this.keepConnected();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.down();
    await this.connection?.close().catch(() => {});
    await this.keeping;
  }

  /** Aborted when this process lets go of the broker for good. */
  get stopped(): AbortSignal {
    return this.stopping.signal;
  }

  /** Whether messages get through at the moment. */
  get isUp(): boolean {
    return this.isConnected;
  }

  /** Another number after each time that the broker was away: it may have forgotten everything meanwhile. */
  get turn(): number {
    return this.connections;
  }

  /** The connection, as soon as there is one; rejects when the signal is aborted first. */
  async ready(until: AbortSignal): Promise<NatsConnection> {
    const signal = AbortSignal.any([until, this.stopping.signal]);
    signal.throwIfAborted();
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new Error('The wait for the broker was given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    return Promise.race([this.connected.promise, stopped]).finally(() => signal.removeEventListener('abort', giveUp));
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        this.connection = await connect(this.options);
        failures = 0;
        this.awaySince = undefined;
        if (signal.aborted) await this.connection.close();
        else await this.live(this.connection);
      } catch (error) {
        failures++;
        this.complain(error as Error);
        await pause(Math.min(2_000, 100 * 2 ** Math.min(failures, 5)), undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Once, and at once unless it is only that the broker is not there yet. */
  private complain(error: Error): void {
    this.awaySince ??= { at: performance.now(), isTold: false };
    const { at, isTold } = this.awaySince;
    const mayBeStarting = /timeout|refused/i.test(error.message) && performance.now() - at < tolerance;
    if (isTold || mayBeStarting) return;
    this.awaySince.isTold = true;
    log.warn('The broker cannot be reached. It is tried again; until then feeds come from their owners.', { error });
  }

  /** One connection until it is closed for good; it reconnects by itself. */
  private async live(connection: NatsConnection): Promise<void> {
    this.up(connection, 'The broker is connected.');
    void this.watch(connection);
    const error = await connection.closed();
    this.down();
    if (!this.stopping.signal.aborted) throw error ?? new Error('The connection was closed');
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' && this.down()) log.warn('The connection to the broker is lost. It is tried again.');
      if (type === 'reconnect') this.up(connection, 'The broker is connected again.');
    }
  }

  private up(connection: NatsConnection, message: string): void {
    this.isConnected = true;
    this.connected.resolve(connection);
    log.info(message, { server: connection.getServer() });
    this.connections++;
    this.onConnected(connection);
  }

  private down(): boolean {
    const was = this.isConnected;
    this.isConnected = false;
    if (was) this.connected = Promise.withResolvers();
    return was && !this.stopping.signal.aborted;
  }
}
