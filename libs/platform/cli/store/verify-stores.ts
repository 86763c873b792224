import { ContextArchive } from '#platform/host';
import { type LogFault, type LogVerification, verifyLog } from '#platform/log-postgres';
import type { ContextStore } from './context-stores.js';

/** Something in a store that must not be. */
export interface StoreFault {
  readonly check: LogFault['check'] | 'checkpoints';
  readonly problem: string;
}

/** What the store of one context was found to be. */
export interface StoreVerification extends Omit<LogVerification, 'faults'> {
  readonly context: string;
  readonly faults: readonly StoreFault[];
}

interface Checkpoint {
  readonly consumer: string;
  readonly source: string;
  readonly position: number;
}

/** Verifies stores one after the other. `progress` is told of each while it is read. */
export async function verifyStores(
  stores: readonly ContextStore[],
  progress: (context: string, done: number, of: number) => void,
): Promise<readonly StoreVerification[]> {
  const ahead = await checkpointsAhead(stores);
  const found: StoreVerification[] = [];
  for (const store of stores) {
    const { name, database, types, archive, sealing } = store;
    const told = (done: number, of: number) => progress(name, done, of);
    const log = await verifyLog(database, types, { archive, sealing, progress: told });
    const others = [...(ahead.get(name) ?? []), ...(await faultsOfArchive(store))];
    found.push({ context: name, ...log, faulty: log.faulty + others.length, faults: [...log.faults, ...others] });
  }
  return found;
}

/** Where nothing has been archived there is nothing to verify. */
async function faultsOfArchive({ definition, home }: ContextStore): Promise<readonly StoreFault[]> {
  const archive = new ContextArchive(definition, home);
  if ((await archive.list()).length === 0) return [];
  const { problems } = await archive.verify();
  return problems.map((problem) => ({ check: 'archive', problem }));
}

/** Checkpoints beyond the log that they speak of. They are read before the heads, which only grow. */
async function checkpointsAhead(stores: readonly ContextStore[]): Promise<ReadonlyMap<string, readonly StoreFault[]>> {
  const checkpoints = await Promise.all(
    stores.map(async (store) => [store.name, await readCheckpoints(store)] as const),
  );
  const heads = new Map(await Promise.all(stores.map(async (store) => [store.name, await readHead(store)] as const)));
  return new Map(
    checkpoints.map(([name, ofContext]) => [
      name,
      ofContext.flatMap(({ consumer, source, position }) => {
        const log = source === 'log' ? name : source;
        const head = heads.get(log) ?? Infinity;
        if (position <= head) return [];
        return [{ check: 'checkpoints', problem: `${consumer} is at ${position} of ${log}, which ends at ${head}.` }] as const; // prettier-ignore
      }),
    ]),
  );
}

async function readCheckpoints({ database }: ContextStore): Promise<readonly Checkpoint[]> {
  const { rows } = await database.query<Checkpoint>(
    'select consumer, source, max(position)::double precision as position from checkpoints group by consumer, source',
  );
  return rows;
}

async function readHead({ database }: ContextStore): Promise<number> {
  const { rows } = await database.query<{ position: string }>('select position from log_head');
  return Number(rows[0]?.position ?? 0);
}
