import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type EmbeddedPostgres, isRunning, startEmbeddedPostgres } from '#platform/embedded-postgres';
import { eventually } from '../support/eventually.js';
import { Relay } from './relay.js';

/** A PostgreSQL server of one test, at an address that stays. */
export class KillablePostgres {
  readonly url: string;

  private constructor(
    private readonly directory: string,
    private readonly relay: Relay,
    private running: EmbeddedPostgres,
  ) {
    this.url = relay.inFrontOf(running.url);
    this.leadToRunning();
  }

  /** Starts one in a folder of its own, or in that one. */
  static async start(folder?: string): Promise<KillablePostgres> {
    const directory = folder ?? resolve(import.meta.dirname, `../../.data/faults-${randomUUID()}`);
    return new KillablePostgres(directory, await Relay.open(), await startEmbeddedPostgres({ directory }));
  }

  /** What a power cut does to the server: no word to anybody, nothing written that was not written. */
  kill(): void {
    process.kill(this.running.pid, 'SIGKILL');
    this.relay.leadTo(undefined);
  }

  /** The old server's processes notice its death by themselves; until the last is gone, no new one starts. */
  async startAgain(): Promise<void> {
    this.running = await eventually(() => startEmbeddedPostgres({ directory: this.directory }), { within: 30_000 });
    this.leadToRunning();
  }

  /** Starts it again if it has ended by itself. */
  async startUnlessRunning(): Promise<void> {
    if (!(await isRunning(this.running.pid))) await this.startAgain();
  }

  /** Whether a client is connected, which the server knows by that port. */
  isConnectedFrom(port: number): boolean {
    return this.relay.isConnectedFrom(port);
  }

  async remove(): Promise<void> {
    this.relay.close();
    await this.running.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private leadToRunning(): void {
    this.relay.leadTo(Number(new URL(this.running.url).port));
  }
}
