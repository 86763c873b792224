import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { plan, type Program } from '#platform/supervisor';
import { admin } from '../drivers/monolith.js';
import { ShopUnderTest } from '../drivers/shop-under-test.js';
import { eventually } from '../support/eventually.js';
import { type Bounds, heldBy, tooMuch } from './held.js';
import { KillableProcess } from './killable-process.js';
import { Relay } from './relay.js';
import { rolePrefix } from '#test/roles';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(root, 'dist/apps/shop');
const bounds: Bounds = { megabytes: 700, files: 300 };
/** For how long connections are kept that nobody uses, and some time to close them, in milliseconds. */
const idleConnections = 90_000;

/** All contexts of the shop: each has a folder. */
export const contexts = readdirSync(resolve(root, 'libs/shop')).filter((name) => name !== 'contracts');

export interface KillableSplitOptions {
  /** The broker's address, or that of what stands before it; without one the contexts hear each other over HTTP. */
  readonly natsUrl?: string;
  /** How many instances of a context to run, or of the gateway; one where nothing is said. */
  readonly instances?: Readonly<Record<string, number>>;
  /** Whether a process that dies is started again by itself. */
  readonly restarts?: boolean;
  /** Settings of every process. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More settings of one process; it is told what the process gets without them. */
  readonly settingsOf?: (program: Program) => Readonly<Record<string, string>>;
}

/**
 * The shop as a gateway and a process for each context, none of which outlives its own death unless the test wishes. Its
 * clients reach it at an address that stays, whatever becomes of the gateway.
 */
export class KillableSplit {
  readonly shop: ShopUnderTest;
  private passedOver: KillableProcess | undefined;

  private constructor(
    private readonly relay: Relay,
    /** By name: `gateway`, `users`, or `orders-1` and `orders-2` where there are two. */
    readonly processes: ReadonlyMap<string, KillableProcess>,
  ) {
    this.shop = new ShopUnderTest(`http://127.0.0.1:${relay.port}`, admin);
  }

  /** Starts all of them on a database; resolves when the shop takes requests. */
  static async start(databaseUrl: string, options: KillableSplitOptions = {}): Promise<KillableSplit> {
    const programs = await programsOf(databaseUrl, options);
    const { restarts, settingsOf } = options;
    const amended = programs.map((program) => ({ ...program, env: { ...program.env, ...settingsOf?.(program) } }));
    const all = amended.map((program) => [program.name, new KillableProcess(program, restarts)] as const);
    const relay = await Relay.open();
    const split = new KillableSplit(relay, new Map(all));
    relay.lead(() => split.gatewayPort());
    try {
      await Promise.all([...split.processes.values()].map((one) => one.start()));
      await split.isOpen();
      return split;
    } catch (error) {
      await split.end();
      throw error;
    }
  }

  /** A process by its name. */
  of(name: string): KillableProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`There is no ${name}, only ${[...this.processes.keys()].join(', ')}.`);
    return found;
  }

  /** All processes of a context, or of the gateway. */
  instancesOf(context: string): readonly KillableProcess[] {
    return [...this.processes.values()].filter(({ name }) => name.replace(/-\d+$/, '') === context);
  }

  /** Starts what does not run. */
  async startAgain(): Promise<void> {
    await Promise.all([...this.processes.values()].filter(({ isRunning }) => !isRunning).map((one) => one.start()));
  }

  /** Resolves when the gateway, or the one at this origin, has found every context. */
  async isOpen(origin = this.shop.origin): Promise<void> {
    const look = async () => {
      const answer = await fetch(`${origin}/health/ready`, { headers: { connection: 'close' } });
      if (!answer.ok) throw new Error(`The gateway is not ready: ${await answer.text()}`);
    };
    await eventually(look, { within: 60_000, every: 100 });
  }

  /** New connections of clients lead past this gateway; resolves when no other is left, as a balancer lets one be stopped. */
  async leadPast(gateway: KillableProcess | undefined): Promise<void> {
    this.passedOver = gateway;
    if (gateway?.origin === undefined) return;
    const port = Number(new URL(gateway.origin).port);
    const look = () => {
      const left = this.relay.connectionsTo(port);
      if (left > 0) throw new Error(`${left} connections lead to ${gateway.name}`);
    };
    await eventually(look, { within: 30_000, every: 10 });
  }

  /** One sentence for each process that has grown beyond what a shop needs, and stays so: connections are kept for a while. */
  async grown(): Promise<readonly string[]> {
    const held = () => tooMuch(heldBy(this.processes.values(), bounds));
    const look = () => {
      if (held().length > 0) throw new Error(held().join());
    };
    await eventually(look, { within: idleConnections, every: 250 }).catch(() => undefined);
    return held();
  }

  /** Kills them for good. */
  async end(): Promise<void> {
    await Promise.all([...this.processes.values()].map((one) => one.end()));
    this.relay.close();
  }

  private gatewayPort(): number | undefined {
    const running = this.instancesOf('gateway').filter((one) => one.origin !== undefined && one !== this.passedOver);
    return running[0] && Number(new URL(running[0].origin!).port);
  }
}

async function programsOf(databaseUrl: string, options: KillableSplitOptions): Promise<readonly Program[]> {
  const { natsUrl, instances = {}, settings } = options;
  const overNats = natsUrl !== undefined && { TRANSPORT: 'nats', CONTEXT_REGISTRY: 'nats', NATS_URL: natsUrl };
  const env = {
    TRANSPORT: 'http',
    ...overNats,
    DATABASE_ROLE_PREFIX: rolePrefix,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    LOG_LEVEL: 'warn',
    PORT: '0',
    ...settings,
  };
  const apps = contexts.map((name) => ({ name, contexts: [name] }));
  const counts = new Map(Object.entries(instances));
  const { gateway, processes } = await plan({ folder, apps, instances: counts, env, databaseUrl });
  const gateways = instances['gateway'] ?? 1;
  if (gateways === 1) return [gateway, ...processes];
  return [
    ...Array.from({ length: gateways }, (_, index) => ({ ...gateway, name: `gateway-${index + 1}` })),
    ...processes,
  ];
}
