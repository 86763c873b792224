import { isRunning } from '#platform/embedded-postgres';
import { type RunningProcess, startProcess } from '../support/processes.js';
import { admin } from './monolith.js';
import { ShopUnderTest } from './shop-under-test.js';
import { rolePrefix } from '#test/roles';

/** The whole shop as a gateway and a process for each context. */
export class Split {
  constructor(
    readonly process: RunningProcess,
    readonly shop: ShopUnderTest,
  ) {}

  /** The process ids of a process that is ready, the last one first; a name such as `orders` or `orders-2`. */
  pidsOf(name: string): readonly number[] {
    const lines = this.process.output.matchAll(new RegExp(`^${name} +│ ● ready +pid (\\d+)`, 'gm'));
    return [...lines].map(([, pid]) => Number(pid)).toReversed();
  }

  pidOf(name: string): number {
    return this.pidsOf(name)[0]!;
  }

  /** Of every process of it that is there. */
  pids(): readonly number[] {
    const names = new Set([...this.process.output.matchAll(/^(\S+) +│ ● ready +pid/gm)].map(([, name]) => name!));
    return [...names].map((name) => this.pidOf(name));
  }
}

/** Ends a split by Ctrl-C: the gateway is the first to end, and no process is left behind. */
export async function expectCleanEnd(split: Split): Promise<void> {
  const pids = split.pids();
  expect(await runningOf(pids)).toEqual(pids);
  split.process.kill('SIGINT');
  expect(await split.process.exited).toEqual({ code: 0, signal: null });
  expect(await runningOf(pids)).toEqual([]);
  const stopped = [...split.process.output.matchAll(/^(\S+) +│ ● stopped/gm)].map(([, name]) => name);
  expect(stopped[0]).toBe('gateway');
  expect(stopped).toHaveLength(pids.length);
}

/** Those of them that run. Who has ended and waits for its parent to take note does not. */
export async function runningOf(pids: readonly number[]): Promise<readonly number[]> {
  const found = await Promise.all(pids.map(isRunning));
  return pids.filter((_, nth) => found[nth]);
}

type Settings = Readonly<Record<string, string>>;

/** Starts the split on a database; resolves when it takes requests. */
export function startSplit(databaseUrl: string, settings: Settings = {}): Promise<Split> {
  return startAs('dist/apps/shop/split/main.js', databaseUrl, settings);
}

/** The same with payments and shipping in one process. */
export function startGroupedSplit(databaseUrl: string, settings: Settings = {}): Promise<Split> {
  return startAs('test/drivers/grouped-split.mjs', databaseUrl, settings);
}

async function startAs(program: string, databaseUrl: string, settings: Settings): Promise<Split> {
  const process = startProcess(program, {
    env: {
      DATABASE_URL: databaseUrl,
      DATABASE_ROLE_PREFIX: rolePrefix,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...settings,
    },
  });
  const [, origin] = await process.waitForOutput(/The shop is open: (http:\/\/\S+)/, 120_000);
  return new Split(process, new ShopUnderTest(origin!, admin));
}
