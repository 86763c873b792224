import { admin, type Monolith, startMonolith } from '../drivers/monolith.js';
import { ShopUnderTest } from '../drivers/shop-under-test.js';
import { Relay } from './relay.js';

/** The monolith at an address that stays, whatever becomes of its process. */
export class KillableShop {
  readonly shop: ShopUnderTest;

  private constructor(
    private readonly databaseUrl: string,
    private readonly relay: Relay,
    private running: Monolith,
  ) {
    this.shop = new ShopUnderTest(`http://127.0.0.1:${relay.port}`, admin);
    this.leadToRunning();
  }

  static async start(databaseUrl: string): Promise<KillableShop> {
    return new KillableShop(databaseUrl, await Relay.open(), await startMonolith(databaseUrl));
  }

  get process() {
    return this.running.process;
  }

  /** Where the process itself listens. */
  get origin(): string {
    return this.running.shop.origin;
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.process.exited;
    this.relay.leadTo(undefined);
  }

  async startAgain(): Promise<void> {
    this.running = await startMonolith(this.databaseUrl);
    this.leadToRunning();
  }

  /** Kills it for good. */
  async end(): Promise<void> {
    await this.kill();
    this.relay.close();
  }

  private leadToRunning(): void {
    this.relay.leadTo(Number(new URL(this.running.shop.origin).port));
  }
}
