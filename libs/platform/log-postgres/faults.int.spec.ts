import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { beginning } from '#platform/core';
import { createPool, Database } from '#platform/database';
import { LogUnavailable, type StreamWrite } from '#platform/log';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { startProxy } from '#test/tcp-proxy';
import { CreateLog1763700000000, PostgresEventLog } from './index.js';

let context: ContextDatabase;

beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateLog1763700000000]);
});
afterAll(() => context.close());

function aWrite(): StreamWrite {
  const metadata = { commandId: randomUUID(), correlationId: randomUUID() };
  const event = { id: randomUUIDv7(), type: 'Happened', schemaVersion: 1, data: {}, metadata };
  return { stream: `tests.thing-${randomUUID()}`, expectedVersion: 0, events: [event] };
}

async function idsInLog(): Promise<string[]> {
  const events = await new PostgresEventLog('tests', context.database).read(beginning, 100_000);
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ id }) => id);
}

describe('the running role', () => {
  it.each([
    ['events', ['INSERT', 'SELECT']],
    ['log_head', ['SELECT', 'UPDATE']],
  ])('may do to %s no more than %p', async (table, rights) => {
    const { rows } = await context.database.query<{ right: string }>(
      `select "right" from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) "right"
       where has_table_privilege($1, "right")`,
      [table],
    );
    expect(rows.map(({ right }) => right).toSorted()).toEqual(rights);
  });

  it('may not change the schema', async () => {
    await expect(context.database.query('create table mine ()')).rejects.toThrow(/permission denied/);
    await expect(context.database.query('drop trigger events_are_immutable on events')).rejects.toThrow(
      /must be owner/,
    );
    await expect(context.database.query('set session_replication_role = replica')).rejects.toThrow(/permission denied/);
  });
});

describe('when the connections are killed again and again', () => {
  it('every append is answered, nothing is doubled and no hole is left', async () => {
    const before = (await idsInLog()).length;
    const victim = context.anotherPool({ connections: 4, name: 'victim' });
    const log = new PostgresEventLog('tests', victim, { patience: 2_000 });
    let killing = true;
    const killer = async () => {
      let kills = 0;
      for (let next = before + 5; killing;) {
        const { rowCount } = await context.operator.query(
          `select pg_terminate_backend(pid) from log_head, pg_stat_activity
           where position >= $1 and application_name = 'victim' and datname = current_database()`,
          [next],
        );
        if (rowCount === 0) continue;
        kills += 1;
        next += 10;
      }
      return kills;
    };
    const kills = killer();
    const writer = async () => {
      const outcomes: { id: string; outcome: string }[] = [];
      for (let turn = 0; turn < 15; turn++) {
        const write = aWrite();
        const outcome = await log.append([write]).then(
          (answer) => answer.outcome,
          (error: unknown) => (error instanceof LogUnavailable ? 'unavailable' : String(error)),
        );
        outcomes.push({ id: write.events[0]!.id, outcome });
      }
      return outcomes;
    };
    const told = (await Promise.all(Array.from({ length: 16 }, writer))).flat();
    killing = false;
    expect(await kills).toBeGreaterThan(5);
    expect(
      new Set(told.map(({ outcome }) => outcome)).difference(new Set(['appended', 'repeated', 'unavailable'])),
    ).toEqual(new Set());
    const stored = (await idsInLog()).slice(before);
    expect(new Set(stored).size).toBe(stored.length);
    const promised = told.filter(({ outcome }) => outcome !== 'unavailable').map(({ id }) => id);
    expect(new Set(promised).difference(new Set(stored))).toEqual(new Set());
  });
});

describe('when a connection is stuck', () => {
  it.each(['before the server has the append', 'after the server has committed'] as const)(
    '%s, it is not used again and the append lands once',
    async (when) => {
      const proxy = await startProxy(context.url);
      const pool = createPool({
        url: proxy.url,
        name: 'behind a proxy',
        schema: context.schema,
        connections: 1,
        timeouts: { answer: 300 },
        onError: () => {},
      });
      const log = new PostgresEventLog('tests', new Database(pool));
      const write = aWrite();
      try {
        await log.append([aWrite()]);
        if (when === 'before the server has the append') proxy.swallowQuestions();
        else proxy.swallowAnswers();
        const { outcome } = await log.append([write]);
        expect(outcome).toBe(when === 'before the server has the append' ? 'appended' : 'repeated');
        expect((await idsInLog()).filter((id) => id === write.events[0]!.id)).toHaveLength(1);
      } finally {
        proxy.close();
        await pool.end();
      }
    },
  );
});
