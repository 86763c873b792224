import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, startNatsServer } from '../../scripts/nats-server.mjs';

/** A broker that nobody else uses, and the means to be rough with it. */
export class TestBroker {
  private constructor(
    private readonly options: { readonly binary: string; readonly directory: string; readonly config?: string },
    private server: Awaited<ReturnType<typeof startNatsServer>>,
  ) {}

  /** Starts it; with a configuration where one is given, else open to anybody. */
  static async start(configuration?: string): Promise<TestBroker> {
    const binary = await findNatsServer();
    const directory = await mkdtemp(join(tmpdir(), 'tearline-nats-'));
    const config = join(directory, 'nats-server.conf');
    if (configuration !== undefined) await writeFile(config, configuration);
    const options = { binary, directory, ...(configuration !== undefined && { config }) };
    return new TestBroker(options, await startNatsServer(options));
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
    await rm(this.options.directory, { recursive: true, force: true });
  }

  /** Starts it again on the same port, with what is stored. */
  async restart(): Promise<void> {
    this.server = await startNatsServer({ ...this.options, port: this.server.port });
  }

  async close(): Promise<void> {
    await this.kill();
    await this.wipe();
  }
}
