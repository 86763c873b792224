import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, startNatsServer } from '../../scripts/nats-server.mjs';

/** A broker that nobody else uses, and the means to be rough with it. */
export class TestBroker {
  private constructor(
    private readonly binary: string,
    private readonly directory: string,
    private server: Awaited<ReturnType<typeof startNatsServer>>,
  ) {}

  static async start(): Promise<TestBroker> {
    const binary = await findNatsServer();
    const directory = await mkdtemp(join(tmpdir(), 'tearline-nats-'));
    return new TestBroker(binary, directory, await startNatsServer({ binary, directory }));
  }

  get url(): string {
    return this.server.url;
  }

  /** Ends it without a warning. */
  kill(): Promise<void> {
    return this.server.stop('SIGKILL');
  }

  /** Forgets everything that was stored; it must have been killed. */
  async wipe(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Starts it again on the same port, with what is stored. */
  async restart(): Promise<void> {
    this.server = await startNatsServer({ binary: this.binary, directory: this.directory, port: this.server.port });
  }

  async close(): Promise<void> {
    await this.kill();
    await this.wipe();
  }
}
