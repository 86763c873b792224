import { CreateConsumers1763700000001 } from '#platform/consumers';
import { createPool, Database, migrate, namesOf, runningUrl } from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { v7 } from 'uuid';
import { Counter, type Counted, counted, metadata } from './counter.js';

/** A context's log as commands use it. */
export class OurLog {
  /** How often each statement was sent, by its name or its text. */
  readonly sent = new Map<string, number>();

  private constructor(
    private readonly log: Log,
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {
    database.pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      client.query = ((statement: string | { name?: string; text: string }, ...rest: unknown[]) => {
        const name = typeof statement === 'string' ? statement : (statement.name ?? statement.text);
        this.sent.set(name, (this.sent.get(name) ?? 0) + 1);
        return query(statement, ...rest);
      }) as typeof client.query;
    });
  }

  static async open(adminUrl: string, connections = 64): Promise<OurLog> {
    const home = {
      context: 'bench',
      adminUrl,
      rolePrefix: new URL(adminUrl).pathname.slice(1),
      secret: 'only for measuring',
    };
    const pool = createPool({
      url: runningUrl(home),
      name: 'bench',
      schema: namesOf(home).schema,
      connections,
      timeouts: { statement: 600_000, answer: 600_000 },
      onError: () => {},
    });
    await migrate(home, pool, [CreateLog1763700000000, CreateConsumers1763700000001, CreateSnapshots1763700000008]);
    const database = new Database(pool);
    const snapshots = new Snapshots('bench', new PostgresSnapshotStore(database));
    const log = new Log(new PostgresEventLog('bench', database), { next: v7 }, new MemoryImage(10_000), snapshots);
    return new OurLog(log, database, snapshots);
  }

  /** A command that appends so many events to a stream, whatever it is. */
  async append(id: string, events = 1): Promise<number> {
    const decided = Array.from({ length: events }, () => counted);
    await this.log.transact(Counter, id, () => decided);
    return events;
  }

  /** A command on a stream that has begun; the stream is read when memory does not know it. */
  async appendToBegun(id: string): Promise<number> {
    await this.log.transact(Counter, id, continued);
    return 1;
  }

  /** Stores streams with so many events each, by the server itself: many would take long to send. */
  async fill(ids: readonly string[], eventsEach: number): Promise<void> {
    const streams = ids.map((id) => `${Counter.category}-${id}`);
    const values = [streams, eventsEach, JSON.stringify(counted.data), JSON.stringify(metadata)];
    await this.database.query(fillStreams, values);
  }

  /** Brings the log to so many events, in streams of four. */
  async growTo(events: number): Promise<void> {
    const { rows } = await this.database.query<{ position: string }>('select position from log_head');
    const atOnce = 100_000;
    for (let done = Number(rows[0]!.position); done < events; done += atOnce) {
      const streams = Math.ceil(Math.min(atOnce, events - done) / 4);
      await this.fill(
        Array.from({ length: streams }, () => v7()),
        4,
      );
    }
    await this.database.query('analyze events');
  }

  /** Resolves when no snapshot is being taken. */
  settled(): Promise<void> {
    return this.snapshots.idle();
  }

  close(): Promise<void> {
    return this.database.pool.end();
  }
}

/** A decision like those of commands on what exists: on nothing it is refused. */
function continued(count: number): Counted[] {
  if (count === 0) throw new Error('It has not begun');
  return [counted];
}

const fillStreams = `
  with head as (update log_head set position = position + cardinality($1::text[]) * $2::integer
      returning position - cardinality($1::text[]) * $2::integer as base)
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
  select head.base + (place - 1) * $2 + version, stream, version, 'Counted', 1, $3::json, $4::json, gen_random_uuid(), clock_timestamp()
  from head, unnest($1::text[]) with ordinality s(stream, place), generate_series(1, $2::integer) version
  order by place, version`;
