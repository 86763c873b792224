import { describeEventLog, type OpenEventLog } from '#platform/log/conformance';
import { openContextDatabase } from '#test/context-database';
import type { Transaction } from '#platform/database';
import { CreateLog1763700000000, PostgresEventLog } from './index.js';

const changes = {
  update: `update events set data = '{}'`,
  'update of no row': `update events set data = '{}' where false`,
  delete: 'delete from events',
  truncate: 'truncate events',
  'truncate cascade': 'truncate events cascade',
};

async function open(): Promise<OpenEventLog> {
  const { database, operator, owner, anotherPool, close } = await openContextDatabase('tests', [
    CreateLog1763700000000,
  ]);
  const asOwner = (statement: string) =>
    operator.transaction(async (transaction) => {
      await transaction.query(`set local role ${owner}`);
      await transaction.query(statement);
    });
  const tampering = Object.entries(changes).flatMap(([name, statement]) => [
    [`${name} by the running role`, () => database.query(statement)],
    [`${name} by the owner`, () => asOwner(statement)],
    [`${name} by a superuser`, () => operator.query(statement)],
  ]);
  return {
    log: new PostgresEventLog('tests', database),
    other: new PostgresEventLog('tests', anotherPool()),
    as: (types) => new PostgresEventLog('tests', database, { types }),
    database,
    kill: async (transaction: Transaction) => {
      const { rows } = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid');
      await operator.query('select pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
    },
    tampering: Object.fromEntries(tampering) as OpenEventLog['tampering'],
    close,
  };
}

describeEventLog('the log in PostgreSQL', open);
