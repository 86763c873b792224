import { randomUUID } from 'node:crypto';
import { openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { CreateArchive1763700000014, CreateLog1763700000000, PostgresEventLog } from './index.js';

/** How often a table was looked into by an index, and how many rows were read without one. */
const reading = `select idx_scan::integer as by_index, seq_tup_read::integer as rows_read_through
  from pg_stat_user_tables where schemaname = 'tests' and relname = 'events'`;

it('finds events by their indexes, though the table was empty when its plan was made', async () => {
  const migrations = [CreateLog1763700000000, CreateArchive1763700000014];
  const { database, operator, close } = await openContextDatabase('tests', migrations, { connections: 1 });
  try {
    const log = new PostgresEventLog('tests', database);
    for (let nth = 0; nth < 300; nth++) {
      const commandId = randomUUID();
      const metadata = { commandId, correlationId: commandId };
      const event = () => ({ id: randomUUID(), type: 'Grown', schemaVersion: 1, data: {}, metadata });
      const events = nth % 2 === 0 ? [event()] : [event(), event()];
      await log.append([{ stream: `tests.a-${nth}`, expectedVersion: 0, events, commandId }]);
    }
    await database.query('select pg_stat_force_next_flush()');
    await eventually(async () => {
      const { rows } = await operator.query<{ by_index: number; rows_read_through: number }>(reading);
      expect(rows[0]!.by_index).toBeGreaterThanOrEqual(300);
      expect(rows[0]!.rows_read_through).toBeLessThan(300);
    });
  } finally {
    await close();
  }
});
