import type { EventEmitter } from 'node:events';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openContextDatabase, type ContextDatabase } from '#test/context-database';
import { answered, transactionOn } from './database.js';
import { isBroken } from './pool.js';
import { type Asked, sendTogether } from './together.js';

class CreateNotes1763700000009 implements MigrationInterface {
  readonly name = 'CreateNotes1763700000009';

  async up(database: QueryRunner): Promise<void> {
    await database.query('create table notes (id integer primary key, text text)');
  }

  async down(): Promise<void> {}
}

let context: ContextDatabase;

beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateNotes1763700000009]);
});
beforeEach(() => context.database.query('delete from notes'));
afterAll(() => context.close());

const insert = (id: number) => ({ text: 'insert into notes values ($1, $2)', values: [id, `note ${id}`] });
const named = (id: number) => ({ name: 'insert a note', ...insert(id) });
const failing = { text: 'select 1 / $1::integer', values: [0] };

async function notes(): Promise<readonly number[]> {
  const { rows } = await context.database.query<{ id: number }>('select id from notes order by id');
  return rows.map(({ id }) => id);
}

/** Sends statements without a transaction around them; how each of them ended. */
async function together(statements: readonly Asked['statement'][]): Promise<readonly string[]> {
  const client = await context.database.pool.connect();
  try {
    const ends = statements.map(() => Promise.withResolvers<string>());
    sendTogether(
      client,
      statements.map((statement, index) => ({
        statement,
        answer: (error) => ends[index]!.resolve(error === null ? 'done' : error.message),
      })),
    );
    return await Promise.all(ends.map(({ promise }) => promise));
  } finally {
    client.release();
  }
}

describe('statements that travel together', () => {
  it('are carried out in order, and each gets its own answer', async () => {
    await context.database.transaction(async (transaction) => {
      const asked = [
        transaction.query(insert(1)),
        transaction.query(named(2)),
        transaction.query<{ n: string }>('select count(*) as n from notes'),
      ];
      const [first, second, counted] = await Promise.all(asked);
      expect([first!.rowCount, second!.rowCount, counted!.rows]).toEqual([1, 1, [{ n: '2' }]]);
    });
    expect(await notes()).toEqual([1, 2]);
  });

  it('leave nothing when one fails, not even without a transaction: whatever stands in front, a begin as well, can fail', async () => {
    expect(await together([failing, insert(1), named(2)])).toEqual(Array(3).fill('division by zero'));
    expect(await together([insert(1), failing, named(2)])).toEqual(['done', 'division by zero', 'division by zero']);
    expect(await notes()).toEqual([]);
  });

  it('leave their connection to nobody else when it answers more than was asked', async () => {
    const client = await context.database.pool.connect();
    const { connection } = client as unknown as { readonly connection: EventEmitter };
    const answeredTwice = Promise.withResolvers<void>();
    const answer = () => {
      connection.emit('commandComplete', { text: 'INSERT 0 1' });
      answeredTwice.resolve();
    };
    sendTogether(client, [{ statement: insert(1), answer }]);
    await answeredTwice.promise;
    expect(isBroken(client)).toBe(true);
    client.release(isBroken(client));
  });

  it('tell whoever asked for them what the first that failed had to say, and are undone', async () => {
    const asking = context.database.transaction(async (transaction) => {
      await answered([transaction.query(insert(1)), transaction.query(failing), transaction.query(insert(2))]);
    });
    await expect(asking).rejects.toThrow('division by zero');
    expect(await notes()).toEqual([]);
  });

  it('can be asked again by name after they failed, or were not reached', async () => {
    const repeated = { name: 'divide', text: 'select 1 / $1::integer as one', values: [0] };
    for (let turn = 0; turn < 3; turn++) {
      const ends = await together([repeated, named(turn)]);
      expect(ends).toEqual(Array(2).fill('division by zero'));
    }
    expect(await together([{ ...repeated, values: [1] }, named(3)])).toEqual(['done', 'done']);
    expect(await notes()).toEqual([3]);
  });

  it('are not sent behind the end of a transaction that failed, when somebody else has the connection', async () => {
    const { pool } = context.database;
    const client = await pool.connect();
    try {
      const left: Promise<unknown>[] = [];
      const failing = transactionOn(client, async (transaction) => {
        left.push(transaction.query(insert(1)).catch((error: Error) => error.message));
        throw new Error('changed its mind');
      });
      await expect(failing).rejects.toThrow('changed its mind');
      expect(await Promise.all(left)).toEqual(['changed its mind']);
      const { rows } = await client.query(
        'select pg_current_xact_id_if_assigned() is null and now() = statement_timestamp() as "isAlone"',
      );
      expect(rows).toEqual([{ isAlone: true }]);
    } finally {
      client.release();
    }
    expect(await notes()).toEqual([]);
  });

  it('are in the transaction though nobody waited for them', async () => {
    await context.database.transaction((transaction) => {
      void transaction.query(insert(7));
      return Promise.resolve();
    });
    expect(await notes()).toEqual([7]);
  });

  it('begin no transaction where nothing was asked', async () => {
    expect(await context.database.transaction(() => Promise.resolve('nothing'))).toBe('nothing');
  });
});
