import { randomUUID } from 'node:crypto';
import { beginning } from '#platform/core';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { CreateArchive1763700000014, CreateLog1763700000000, PostgresEventLog } from './index.js';

/** How often a table was looked into by an index, and how many rows were read without one. */
const reading = `select idx_scan::integer as by_index, seq_tup_read::integer as rows_read_through
  from pg_stat_user_tables where schemaname = 'tests' and relname = 'events'`;

/** The server looks at a young table by itself as soon as it has some fifty rows, and keeps what it then thinks of it for a minute. */
describe.each([0, 60])('a log that is looked at when it has %d events', (youth) => {
  let context: ContextDatabase;
  let log: PostgresEventLog;
  beforeEach(async () => {
    const migrations = [CreateLog1763700000000, CreateArchive1763700000014];
    context = await openContextDatabase('tests', migrations, { connections: 1 });
    log = new PostgresEventLog('tests', context.database);
    await grow(0, youth);
    await context.operator.query('vacuum analyze events');
  });
  afterEach(() => context.close());

  /** Streams of one event and of two: each kind has its own way into the log. */
  async function grow(from: number, to: number): Promise<void> {
    for (let nth = from; nth < to; nth++) {
      const commandId = randomUUID();
      const metadata = { commandId, correlationId: commandId };
      const event = () => ({ id: randomUUID(), type: 'Grown', schemaVersion: 1, data: {}, metadata });
      const events = nth % 2 === 0 ? [event()] : [event(), event()];
      await log.append([{ stream: `tests.a-${nth}`, expectedVersion: 0, events, commandId }]);
    }
  }

  async function assertFoundByIndex(times: number): Promise<void> {
    await context.database.query('select pg_stat_force_next_flush()');
    await eventually(async () => {
      const { rows } = await context.operator.query<{ by_index: number; rows_read_through: number }>(reading);
      expect(rows[0]!.by_index).toBeGreaterThanOrEqual(times);
      expect(rows[0]!.rows_read_through).toBeLessThan(300);
    });
  }

  it('appends without reading it through as it grows', async () => {
    await grow(youth, youth + 300);
    await assertFoundByIndex(300);
  });

  it('finds streams and positions without reading it through as it grows', async () => {
    const another = new PostgresEventLog('tests', context.database);
    for (let nth = 0; nth < 10; nth++) {
      await another.readStream('tests.a-1', 0);
      await another.read(beginning, 10);
    }
    await grow(youth, youth + 300);
    for (let nth = 0; nth < 10; nth++) {
      expect(await another.readStream(`tests.a-${youth + 2 * nth}`, 0)).toHaveLength(1);
      expect(await new PostgresEventLog('tests', context.database).read(beginning, 10)).toHaveLength(10);
    }
    await assertFoundByIndex(320);
  });
});
