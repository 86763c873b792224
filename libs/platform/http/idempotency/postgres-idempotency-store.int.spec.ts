import { randomUUIDv7 } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from '#test/eventually';
import { Pool } from 'pg';
import { createTestDatabase, type TestDatabase } from '#test/database';
import {
  type Begun,
  type Claim,
  CreateIdempotencyKeys1763700000002,
  PostgresIdempotencyStore,
  type RepeatableRequest,
} from './index.js';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 }).on('error', () => {});
  await new CreateIdempotencyKeys1763700000002().up(pool as never);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

let number = 0;
const request = () => ({ caller: 'ada', route: 'POST /orders', key: `key-${++number}` });
const answer = { status: 201, headers: { location: '/orders/1' }, body: '{"orderId":"1"}' };

function claimOf(begun: Begun): Claim {
  if (begun.outcome !== 'started') throw new Error(`not started but ${begun.outcome}`);
  return begun.claim;
}

it('lets exactly one of many start', async () => {
  const store = new PostgresIdempotencyStore(pool);
  const same = request();
  const begun = await Promise.all(Array.from({ length: 20 }, () => store.begin(same, 'f', randomUUIDv7())));
  expect(begun.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  expect(begun.filter(({ outcome }) => outcome === 'running')).toHaveLength(19);
  expect(begun.find(({ outcome }) => outcome === 'running')).toEqual({ outcome: 'running', retryAfter: 15 });
});

it('gives the answer to everybody who comes later', async () => {
  const store = new PostgresIdempotencyStore(pool);
  const same = request();
  await store.complete(claimOf(await store.begin(same, 'f', randomUUIDv7())), answer);
  expect(await store.begin(same, 'f', randomUUIDv7())).toEqual({ outcome: 'done', answer });
  expect(await store.begin(same, 'f', randomUUIDv7())).toEqual({ outcome: 'done', answer });
});

it('tells another request, another caller and another route apart', async () => {
  const store = new PostgresIdempotencyStore(pool);
  const same = request();
  await store.begin(same, 'f', randomUUIDv7());
  expect(await store.begin(same, 'g', randomUUIDv7())).toEqual({ outcome: 'mismatch' });
  expect(await store.begin({ ...same, caller: 'eve' }, 'g', randomUUIDv7())).toMatchObject({ outcome: 'started' });
  expect(await store.begin({ ...same, route: 'POST /users' }, 'g', randomUUIDv7())).toMatchObject({
    outcome: 'started',
  });
});

it('hands a request that was released to the next one, as the same command', async () => {
  const store = new PostgresIdempotencyStore(pool);
  const [same, commandId] = [request(), randomUUIDv7()];
  await store.release(claimOf(await store.begin(same, 'f', commandId)));
  expect(await store.begin(same, 'g', randomUUIDv7())).toEqual({ outcome: 'mismatch' });
  const takers = await Promise.all(Array.from({ length: 10 }, () => store.begin(same, 'f', randomUUIDv7())));
  expect(takers.filter(({ outcome }) => outcome === 'started')).toEqual([expect.objectContaining({ commandId })]);
});

it('hands over after a crash, and does not listen to the first one any more', async () => {
  const store = new PostgresIdempotencyStore(pool, { lease: 50 });
  const [same, commandId] = [request(), randomUUIDv7()];
  const crashed = claimOf(await store.begin(same, 'f', commandId));
  const other = new PostgresIdempotencyStore(pool);
  await eventually(async () =>
    expect(await other.begin(same, 'f', randomUUIDv7())).toMatchObject({ outcome: 'started', commandId }),
  );
  await store.release(crashed);
  await store.complete(crashed, answer);
  expect(await store.begin(same, 'f', randomUUIDv7())).toMatchObject({ outcome: 'running' });
});

it('forgets after a day', async () => {
  const store = new PostgresIdempotencyStore(pool, { expiry: 50 });
  const [same, first, second] = [request(), randomUUIDv7(), randomUUIDv7()];
  await store.complete(claimOf(await store.begin(same, 'f', first)), answer);
  await eventually(async () =>
    expect(await store.begin(same, 'g', second)).toMatchObject({ outcome: 'started', commandId: second }),
  );
  await eventually(async () => {
    await store.removeExpired();
    const { rows } = await pool.query('select from idempotency_keys where key = $1', [same.key]);
    expect(rows).toEqual([]);
  });
  expect(await store.begin(same, 'h', first)).toMatchObject({ outcome: 'started', commandId: first });
});

describe('a claim whose process', () => {
  const sessions = 'tearline orders ';
  const here = { id: '11111111-1111-4111', sessions };
  const there = { id: '22222222-2222-4222', sessions };
  const begin = (same: RepeatableRequest) =>
    new PostgresIdempotencyStore(pool, {}, here).begin(same, 'f', randomUUIDv7());

  let child: ChildProcess | undefined;
  afterEach(() => void child?.kill('SIGKILL'));

  /** Another process that begins a request and never ends it. */
  async function working(same: RepeatableRequest, commandId: string): Promise<void> {
    const program = `
      const { default: pg } = await import('pg');
      const { PostgresIdempotencyStore } = await import('#platform/http');
      const pool = new pg.Pool({ connectionString: '${database.url}', application_name: '${sessions}${there.id}', idleTimeoutMillis: 0 });
      const store = new PostgresIdempotencyStore(pool, {}, ${JSON.stringify(there)});
      console.log((await store.begin(${JSON.stringify(same)}, 'f', '${commandId}')).outcome);
      setInterval(() => {}, 1_000);`;
    const root = resolve(import.meta.dirname, '../../../..');
    child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(String((await once(child.stdout!, 'data'))[0])).toBe('started\n');
  }

  it('lives is not free, and one whose process was killed is at once, as the same command', async () => {
    const [same, commandId] = [request(), randomUUIDv7()];
    await working(same, commandId);
    expect(await begin(same)).toMatchObject({ outcome: 'running' });
    child!.kill('SIGKILL');
    const taken = await eventually(
      async () => {
        const begun = await begin(same);
        expect(begun.outcome).toBe('started');
        return begun;
      },
      { within: 5_000 },
    );
    expect(taken).toMatchObject({ commandId });
  });
});
