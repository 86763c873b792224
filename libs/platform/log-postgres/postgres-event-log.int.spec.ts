import { aStream, describeEventLog, landed, type OpenEventLog, write } from '#platform/log/conformance';
import { openContextDatabase } from '#test/context-database';
import { beginning, EventTypes } from '#platform/core';
import { Database, type Transaction } from '#platform/database';
import type { QueryConfig } from 'pg';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryArchive } from '#platform/archive-directory';
import {
  ArchivedEvents,
  CreateArchive1763700000014,
  CreateLog1763700000000,
  moveClosedStreams,
  PostgresEventLog,
} from './index.js';

const changes = {
  update: `update events set data = '{}'`,
  'update of no row': `update events set data = '{}' where false`,
  delete: 'delete from events',
  truncate: 'truncate events',
  'truncate cascade': 'truncate events cascade',
};

type Context = Awaited<ReturnType<typeof openContextDatabase>>;

function harnessOf(
  { database, operator, owner, anotherPool, close }: Context,
  logOn: (on: Database, types?: EventTypes) => PostgresEventLog,
): OpenEventLog {
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
    log: logOn(database),
    other: logOn(anotherPool()),
    as: (types) => logOn(database, types),
    database,
    kill: async (transaction: Transaction) => {
      const { rows } = await transaction.query<{ pid: number }>('select pg_backend_pid() as pid');
      await operator.query('select pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
    },
    tampering: Object.fromEntries(tampering) as OpenEventLog['tampering'],
    close,
  };
}

async function open(): Promise<OpenEventLog> {
  const context = await openContextDatabase('tests', [CreateLog1763700000000]);
  return harnessOf(context, (on, types) => new PostgresEventLog('tests', on, { ...(types && { types }) }));
}

describeEventLog('the log in PostgreSQL', open);

/** Counts how often the log is read. */
class CountingDatabase extends Database {
  reads = 0;

  override query: Database['query'] = (statement, values) => {
    if ((statement as QueryConfig).name === 'read log') this.reads += 1;
    return super.query(statement, values);
  };
}

it('asks the server for nothing that its own process has just appended', async () => {
  const { database, close } = await openContextDatabase('tests', [CreateLog1763700000000]);
  const counting = new CountingDatabase(database.pool);
  const log = new PostgresEventLog('tests', counting);
  await log.append([write(aStream(), 0)]);
  await log.append([write(aStream(), 0, 2), write(aStream(), 0, 3)]);
  const outcome = await counting.transaction(async (transaction) =>
    landed(await log.appendWithin(transaction, [write(aStream(), 0, 4)])),
  );
  log.announce(outcome);
  expect(await log.read(beginning, 10, 'part')).toHaveLength(10);
  expect(counting.reads).toBe(0);
  await close();
});

/** Has every stream leave the table but the one that ends the log, one run after the other. */
class Leaving {
  private last: Promise<unknown> = Promise.resolve();
  private isWaiting = false;
  private readers = 0;

  constructor(private readonly run: () => Promise<unknown>) {}

  begin(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.last = this.last.then(() => {
      this.isWaiting = false;
      return this.run();
    });
  }

  async end(): Promise<void> {
    await this.last;
  }

  /** Whoever appends while the log is being read does so while streams leave. */
  async endUnlessRead(): Promise<void> {
    if (this.readers === 0) await this.last;
  }

  async whileReading<T>(read: Promise<T>): Promise<T> {
    this.readers += 1;
    return read.finally(() => (this.readers -= 1));
  }
}

/** Streams leave behind each append; who reads or appends to one finds it gone, who reads the log finds it leaving. */
class MostlyArchivedLog extends PostgresEventLog {
  private leaving: Leaving | undefined;

  whose(leaving: Leaving): this {
    this.leaving = leaving;
    return this;
  }

  override async append(...asked: Parameters<PostgresEventLog['append']>) {
    await this.leaving?.endUnlessRead();
    const outcome = await super.append(...asked);
    this.leaving?.begin();
    return outcome;
  }

  override read(...asked: Parameters<PostgresEventLog['read']>) {
    const read = super.read(...asked);
    return this.leaving?.whileReading(read) ?? read;
  }

  override async readStream(...asked: Parameters<PostgresEventLog['readStream']>) {
    await this.leaving?.end();
    return super.readStream(...asked);
  }

  override async outcomeOf(...asked: Parameters<PostgresEventLog['outcomeOf']>) {
    await this.leaving?.end();
    return super.outcomeOf(...asked);
  }
}

async function openMostlyArchived(): Promise<OpenEventLog> {
  const context = await openContextDatabase('tests', [CreateLog1763700000000, CreateArchive1763700000014]);
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  const files = new DirectoryArchive(directory);
  const kinds = [{ category: 'test.thing', types: ['Happened', 'Häppened', 'Occurred', 'Forgotten'] }];
  const before = new Date(Date.now() + 3_600_000);
  const leaving = new Leaving(() => moveClosedStreams(context.schemaOwner, files, { before, kinds }));
  const logOn = (on: Database, types = new EventTypes()) =>
    new MostlyArchivedLog('tests', on, { types, archive: new ArchivedEvents(files) }).whose(leaving);
  const close = async () => {
    await leaving.end();
    await context.close();
    await rm(directory, { recursive: true });
  };
  return { ...harnessOf(context, logOn), close };
}

describeEventLog('the log in PostgreSQL whose streams leave for the archive', openMostlyArchived);
