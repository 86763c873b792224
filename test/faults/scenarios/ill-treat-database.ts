import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import type { KillableProcess } from '../killable-process.js';
import { onOwnServer } from '../own-server.js';
import type { SmallSystem } from '../small-system-under-test.js';
import { inSmallSystem } from './in-small-system.js';

/** The longest that a request may wait for an answer, in milliseconds: as long as calls of the database may, and a little. */
const longest = 26_000;
/** Many at once, who need all connections, with pauses that let the village keep up. */
const inBursts = { ringers: 12, pause: 400 };

/** Kills PostgreSQL under load, twice; health tells of it. Answers with all that is wrong in the end. */
export function killPostgres(): Promise<readonly string[]> {
  return onOwnServer({ name: 'PostgreSQL is killed' }, async ({ system, postgres }) => {
    system.ringers.begin();
    for (let kill = 1; kill <= 2; kill += 1) {
      await system.ringers.acknowledgedMore(30);
      postgres.kill();
      await system.noteHealth(false);
      await postgres.startAgain();
      await system.noteHealth(true);
    }
    await system.ringers.acknowledgedMore(30);
    return system.wrongAtRest();
  });
}

/** Freezes connections of both contexts, under load, until its calls must have timed out. Answers with all that is wrong in the end. */
export function freezeBackends(...weakened: Protection[]): Promise<readonly string[]> {
  return onOwnServer({ name: 'backends are frozen', weakened }, async ({ system, postgres }) => {
    system.ringers.begin(inBursts);
    await system.ringers.acknowledgedMore(30);
    const frozen = [...(await freezeUntilOneWaits(system)), await freeze(system, 'village')];
    const wrong = await served(system, { after: longest + 2_000 });
    const kept = frozen.filter(({ port }) => postgres.isConnectedFrom(port));
    for (const { pid } of frozen) process.kill(pid, 'SIGCONT');
    return [
      ...wrong,
      ...kept.map(({ context }) => `${context} keeps a connection on which calls timed out`),
      ...(await system.wrongAtRest()),
    ];
  });
}

interface Backend {
  readonly context: string;
  readonly pid: number;
  /** Where its client is. */
  readonly port: number;
}

/** Of the tower, until a request waits for one of them: who uses a connection next may also be a reader. */
async function freezeUntilOneWaits(system: SmallSystem): Promise<readonly Backend[]> {
  const frozen: Backend[] = [];
  const look = () => expect(system.ringers.waitingFor).toBeGreaterThan(1_000);
  for (let waits = false; !waits;) {
    frozen.push(await freeze(system, 'tower'));
    waits = await eventually(look, { within: 2_000 }).then(
      () => true,
      () => false,
    );
  }
  return frozen;
}

function freeze(system: SmallSystem, context: string): Promise<Backend> {
  return eventually(() => freezeOne(system, context), { within: 10_000, every: 20 });
}

/** The backend that will be used next. One that works at this moment may hold a lock, which nobody can take from it. */
async function freezeOne({ database }: SmallSystem, context: string): Promise<Backend> {
  const { rows } = await database.query<Backend>(
    `SELECT $1 AS context, pid, client_port AS port FROM pg_stat_activity
     WHERE application_name ~ ('^tearline ' || $1 || ' [0-9a-f]') ORDER BY state_change DESC LIMIT 1`,
    [context],
  );
  const [backend] = rows as [Backend];
  const { pid } = backend;
  process.kill(pid, 'SIGSTOP');
  const { rows: states } = await database.query<{ state: string }>(
    'SELECT state FROM pg_stat_activity WHERE pid = $1 AND NOT EXISTS (SELECT FROM pg_locks l WHERE l.pid = $1)',
    [pid],
  );
  if (states[0]?.state === 'idle') return backend;
  process.kill(pid, 'SIGCONT');
  throw new Error('The backend was at work');
}

/**
 * Freezes a backend that holds the head of a log, under load, which no time-out of the server ends; what needs no writing goes
 * on. Then ends it as an operator would. Answers with all that is wrong in the end.
 */
export function freezeHead(...weakened: Protection[]): Promise<readonly string[]> {
  return onOwnServer({ name: 'the head of a log is frozen', weakened }, async ({ system, postgres }) => {
    const { ringers } = system;
    ringers.begin(inBursts);
    await ringers.acknowledgedMore(30);
    const [putOff, pid] = [ringers.putOff, await holdTheHead(postgres.url)];
    process.kill(pid, 'SIGSTOP');
    await pause(longest + 2_000);
    const wait = Math.round(ringers.longestWait);
    await system.noteHealth(true);
    process.kill(pid, 'SIGKILL');
    await ringers.acknowledgedMore(50);
    return [
      ...(ringers.putOff > putOff ? [] : ['nothing was refused while the head was held']),
      ...(wait <= longest ? [] : [`a request waited ${wait} ms`]),
      ...(await system.wrongAtRest()),
    ];
  });
}

/** Answers with the backend of a transaction that holds the head of the tower's log and does not end. */
async function holdTheHead(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN; SELECT FROM tower.log_head FOR UPDATE');
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]!.pid;
}

/** Whether ringings are served again after a while, and none waits longer than it may. */
async function served({ ringers }: SmallSystem, { after }: { readonly after: number }): Promise<string[]> {
  await pause(after);
  const isServed = await ringers.acknowledgedMore(50, longest).then(
    () => [],
    () => [`nobody is served ${after} ms after`],
  );
  const wait = Math.round(ringers.longestWait);
  return wait <= longest ? isServed : [...isServed, `a request waited ${wait} ms`];
}

/** Has all connections of a context wait for a lock; health tells of it. Answers with all that is wrong in the end. */
export function exhaustPool(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'the pool is exhausted', weakened }, async (system) => {
    await system.start();
    system.ringers.begin({ ringers: 16 });
    await system.ringers.acknowledgedMore(30);
    const wait = await whileHeld(system, 'LOCK TABLE tower.idempotency_keys IN ACCESS EXCLUSIVE MODE', async () => {
      await system.noteHealth(false);
      await pause(longest);
      return Math.round(system.ringers.longestWait);
    });
    await system.noteHealth(true);
    await system.ringers.acknowledgedMore(30);
    const late = wait <= longest ? [] : [`a request waited ${wait} ms and had no answer`];
    return [...late, ...(await system.wrongAtRest())];
  });
}

/**
 * A transaction of another database of the same server has a number, and stays open; of two processes one appends what the other
 * reads. Answers with all that is wrong meanwhile.
 */
export function workBesideLongTransaction(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'a long transaction elsewhere', instances: 2, weakened }, async (system) => {
    const [other, owner] = system.processes as readonly [KillableProcess, KillableProcess];
    const elsewhere = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await elsewhere.connect();
    try {
      await elsewhere.query('BEGIN; SELECT pg_current_xact_id()');
      await owner.start();
      await other.start();
      system.ringers.begin();
      await system.ringers.acknowledgedMore(30);
      return await system.wrongAtRest();
    } finally {
      await elsewhere.end();
    }
  });
}

/** The database does not get to append; the process is killed meanwhile. Answers with all that is wrong in the end. */
export function killWhileTheDatabaseWaits(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'killed while the database waits', weakened }, async (system) => {
    await system.start();
    system.ringers.begin();
    await system.ringers.acknowledgedMore(30);
    await whileHeld(system, 'SELECT FROM tower.log_head FOR UPDATE', async () => {
      const look = async () => expect(await system.count('pg_stat_activity', waitsToAppend)).toBeGreaterThan(0);
      await eventually(look, { within: 10_000, every: 20 });
      await pause(300);
      await system.process.kill();
    });
    await system.start();
    return system.wrongAtRest();
  });
}

/** Has a transaction keep a lock while something is done, and no longer. */
async function whileHeld<T>({ database }: SmallSystem, lock: string, work: () => Promise<T>): Promise<T> {
  const holder = await database.connect();
  try {
    await holder.query(`BEGIN; ${lock}`);
    return await work();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

const waitsToAppend = `wait_event_type = 'Lock' AND query LIKE '%append%' AND datname = current_database()`;
