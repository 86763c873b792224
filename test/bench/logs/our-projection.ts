import { randomUUIDv7 } from 'node:crypto';
import {
  type ConsumerInstance,
  consumerOf,
  ContextConsumers,
  CreateConsumers1763700000001,
  declarationOf,
  IdentifyParkedStreams1763700000005,
  OverseeConsumers1763700000009,
  Ownership,
  Projection,
  type ProjectionHandlers,
  type RunnerOptions,
  ShareLanes1763700000010,
  TraceTimers1763700000006,
} from '#platform/consumers';
import type { Event } from '#platform/core';
import {
  type ContextHome,
  createPool,
  Database,
  dataSourceOn,
  migrate,
  namesOf,
  runningUrl,
  SchemaOwner,
} from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { Column, Entity, PrimaryColumn, type QueryRunner } from 'typeorm';
import { benchHome } from './bench-home.js';

type Counted = Event<'Counted', { counter: string; total: number }>;

@Entity('counter_view')
class CounterView {
  @PrimaryColumn({ type: 'text' }) counter!: string;
  @Column({ type: 'integer' }) total!: number;
  @Column({ name: 'counted_at', type: 'timestamptz' }) countedAt!: string;
}

/** The same projection under as many names as are wanted: each begins at the beginning. */
function projectionCalled(name: string) {
  @Projection(name, { tables: [CounterView] })
  class CounterViewProjection {
    readonly on: ProjectionHandlers<Counted> = {
      Counted: ({ counter, total }, { rows, event }) =>
        rows(CounterView).upsert({ counter, total, countedAt: event.recordedAt }),
    };
  }
  return CounterViewProjection;
}

class CreateCounterView1763700000100 {
  readonly name = 'CreateCounterView1763700000100';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'create table counter_view (counter text primary key, total integer not null, counted_at timestamptz not null)',
    );
  }

  async down(): Promise<void> {}
}

const migrations = [
  CreateLog1763700000000,
  CreateConsumers1763700000001,
  IdentifyParkedStreams1763700000005,
  TraceTimers1763700000006,
  CreateSnapshots1763700000008,
  OverseeConsumers1763700000009,
  ShareLanes1763700000010,
  CreateCounterView1763700000100,
];

/** A log with events that are still to be projected into a table of one row for four events. */
export class OurProjection {
  private constructor(
    private readonly url: string,
    private readonly home: ContextHome,
    private readonly database: Database,
    private readonly log: PostgresEventLog,
  ) {}

  static async open(adminUrl: string): Promise<OurProjection> {
    const home = benchHome(adminUrl);
    const { schema } = namesOf(home);
    const timeouts = { statement: 600_000, answer: 600_000 };
    const url = runningUrl(home);
    const pool = createPool({ url, name: 'bench', schema, connections: 8, timeouts, onError: () => {} });
    await migrate(home, pool, migrations);
    const database = new Database(pool);
    return new OurProjection(url, home, database, new PostgresEventLog('bench', database));
  }

  /** Stores so many events, in streams of four. */
  async fill(events: number): Promise<void> {
    await this.database.query(fillTotals, [events / 4]);
    await this.database.query('analyze events');
  }

  /** Empties the table and answers with a projection that has handled nothing. */
  async beginAnew(name: string, options: Partial<RunnerOptions> = {}): Promise<ContextConsumers> {
    await new SchemaOwner(this.home).transaction((owner) => owner.query('truncate counter_view'));
    const declared = projectionCalled(name);
    const instance = new declared() as unknown as ConsumerInstance;
    const noFeed = () => {
      throw new Error('It hears its own log only');
    };
    return new ContextConsumers(
      [consumerOf(declarationOf(declared)!, instance, this.log, noFeed)],
      {
        context: 'bench',
        database: this.database,
        owner: new SchemaOwner(this.home),
        dataSource: await dataSourceOn(this.database.pool, 'bench', [CounterView]),
        log: new Log(this.log, { next: randomUUIDv7 }, new MemoryImage(10), this.snapshots()),
        dispatch: () => Promise.reject(new Error('A projection commands nothing')),
      },
      this.log,
      new Ownership({ connectionString: this.url }, console.error),
      { failed: (_, error) => console.error(error), halted: () => {} },
      options,
    );
  }

  /** Resolves when a projection has handled all that is stored. */
  async caughtUp(consumers: ContextConsumers): Promise<void> {
    const everything = new Map([['bench', await this.log.head()]]);
    if (!(await consumers.reached(everything, performance.now() + 600_000)))
      throw new Error('The projection did not come to the end of the log within ten minutes');
  }

  close(): Promise<void> {
    return this.database.pool.end();
  }

  private snapshots(): Snapshots {
    return new Snapshots('bench', new PostgresSnapshotStore(this.database));
  }
}

const fillTotals = `
  with counters as (select place, gen_random_uuid()::text as counter from generate_series(1, $1::integer) place),
    head as (update log_head set position = position + $1::integer * 4 returning position - $1::integer * 4 as base)
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
  select head.base + (place - 1) * 4 + version, 'bench.counter-' || counter, version, 'Counted', 1,
    json_build_object('counter', counter, 'total', version - 1),
    json_build_object('commandId', counter, 'correlationId', counter), gen_random_uuid(), clock_timestamp()
  from head, counters, generate_series(1, 4) version order by place, version`;
