import { type RunningProcess, startProcess } from '../support/processes.js';
import { admin } from './monolith.js';
import { ShopUnderTest } from './shop-under-test.js';

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
      DATABASE_ROLE_PREFIX: 'tearline_e2e',
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
