import { randomUUID } from 'node:crypto';
import type { Ids } from '#platform/core';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { Reservation } from '../domain/reservation.js';
import { adjust, open, Stock } from '../domain/stock.js';
import { ReserveStock, ReserveStockHandler } from './reserve-stock.command.js';

const at = '2026-01-31T12:00:00.000Z';
const ids: Ids = { next: randomUUID };

let context: ContextDatabase;

beforeAll(async () => {
  context = await openContextDatabase('catalog', [CreateLog1763700000000, CreateSnapshots1763700000008]);
});
afterAll(() => context.close());

/** The catalogue as one process has it: with a memory of its own. */
function aProcess() {
  const { database } = context;
  const snapshots = new Snapshots('catalog', new PostgresSnapshotStore(database));
  const log = new Log(new PostgresEventLog('catalog', database), ids, new MemoryImage(100), snapshots);
  const handler = new ReserveStockHandler(log, { now: () => at });
  const reserve = async (sku: string, quantity: number) => {
    const orderId = randomUUID();
    await handler.execute(new ReserveStock(orderId, [{ sku, quantity }]));
    return (await log.load(Reservation, orderId)).state.status;
  };
  return { log, reserve };
}

async function aProduct({ log }: ReturnType<typeof aProcess>, available: number): Promise<string> {
  const sku = randomUUID();
  await log.transact(Stock, sku, (stock) => open(stock, sku, available, at));
  return sku;
}

describe('a process that remembers an older stock', () => {
  it('sells what another one has brought', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const sku = await aProduct(here, 1);
    await there.log.transact(Stock, sku, (stock) => adjust(stock, 5, 'delivery', at));
    expect(await here.reserve(sku, 6)).toBe('held');
  });

  it('does not sell what another one has sold', async () => {
    const [here, there] = [aProcess(), aProcess()];
    const sku = await aProduct(here, 5);
    expect([await there.reserve(sku, 4), await here.reserve(sku, 2), await here.reserve(sku, 1)]).toEqual([
      'held',
      'rejected',
      'held',
    ]);
  });
});
