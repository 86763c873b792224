import { setTimeout as pause } from 'node:timers/promises';
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
  ShareLanes1763700000010,
  TraceTimers1763700000006,
} from '#platform/consumers';
import type { Event } from '#platform/core';
import { createPool, Database, dataSourceOn, migrate, namesOf, runningUrl, SchemaOwner } from '#platform/database';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import { CreateLog1763700000000, PostgresEventLog, PostgresSnapshotStore } from '#platform/log-postgres';
import { Column, Entity, PrimaryColumn, type QueryRunner } from 'typeorm';
import { v7 } from 'uuid';

type Counted = Event<'Counted', { counter: string; total: number }>;

@Entity('counter_view')
class CounterView {
  @PrimaryColumn({ type: 'text' }) counter!: string;
  @Column({ type: 'integer' }) total!: number;
  @Column({ name: 'counted_at', type: 'timestamptz' }) countedAt!: string;
}

const name = 'bench.counter-view';
const eventsOfEach = 4;

@Projection(name, { tables: [CounterView] })
class CounterViewProjection {
  readonly on: ProjectionHandlers<Counted> = {
    Counted: ({ counter, total }, { rows, event }) =>
      rows(CounterView).upsert({ counter, total, countedAt: event.recordedAt }),
  };
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

export interface RebuildRow {
  readonly events: number;
  readonly rows: number;
  readonly eventsPerSecond: number;
  /** How long both took to be compared and exchanged, in milliseconds. */
  readonly switching: number;
}

/** How fast a projection with one row for four events is built anew beside the one that serves. */
export async function measureRebuild(adminUrl: string, events: number): Promise<RebuildRow> {
  const home = { context: 'bench-rebuild', adminUrl, rolePrefix: 'bench', secret: 'only for measuring' };
  const { schema } = namesOf(home);
  const pool = createPool({ url: runningUrl(home), name: 'bench', schema, connections: 8, onError: () => {} });
  const consumerMigrations = [
    CreateConsumers1763700000001,
    IdentifyParkedStreams1763700000005,
    TraceTimers1763700000006,
    OverseeConsumers1763700000009,
    ShareLanes1763700000010,
  ];
  await migrate(home, pool, [CreateLog1763700000000, ...consumerMigrations, CreateCounterView1763700000100]);
  const database = new Database(pool);
  const eventLog = new PostgresEventLog('bench', database);
  await appendMany(eventLog, events);
  const declaration = declarationOf(CounterViewProjection)!;
  const projection = new CounterViewProjection() as unknown as ConsumerInstance;
  const noFeed = () => {
    throw new Error('It hears its own log only');
  };
  const consumers = new ContextConsumers(
    [consumerOf(declaration, projection, eventLog, noFeed)],
    {
      context: 'bench',
      database,
      owner: new SchemaOwner(home),
      dataSource: await dataSourceOn(pool, schema, [CounterView]),
      log: new Log(
        eventLog,
        { next: v7 },
        new MemoryImage(10),
        new Snapshots('bench', new PostgresSnapshotStore(database)),
      ),
      dispatch: () => Promise.reject(new Error('A projection commands nothing')),
    },
    eventLog,
    new Ownership({ connectionString: runningUrl(home) }, console.error),
    { failed: (_, error) => console.error(error), halted: () => {} },
    { batch: 5_000, rest: 0 },
  );
  consumers.start();
  try {
    return await rebuild(consumers, events);
  } finally {
    await consumers.stop();
    await pool.end();
  }
}

async function appendMany(log: PostgresEventLog, events: number): Promise<void> {
  const metadata = { commandId: v7(), correlationId: v7() };
  for (let done = 0; done < events; done += 1_000) {
    const writes = Array.from({ length: 1_000 / eventsOfEach }, () => {
      const counter = v7();
      const event = (total: number) => ({
        id: v7(),
        type: 'Counted',
        schemaVersion: 1,
        data: { counter, total },
        metadata,
      });
      return {
        stream: `bench.counter-${counter}`,
        expectedVersion: 0,
        events: Array.from({ length: eventsOfEach }, (_, total) => event(total)),
      };
    });
    await log.append(writes);
  }
}

async function rebuild(consumers: ContextConsumers, events: number): Promise<RebuildRow> {
  const { rebuilds } = consumers;
  const isHandled = async () => (await consumers.standings())[0]!.sources[0]!.coverage?.handled === events;
  while (!(await isHandled())) await pause(100);
  const begun = performance.now();
  await rebuilds.start(name);
  while (!(await rebuilds.find(name)).sources.every(({ position }) => position >= events)) await pause(20);
  const built = performance.now();
  const { comparison } = await rebuilds.switch(name, 'building', { force: false });
  return {
    events,
    rows: comparison.tables[0]!.beside.rows,
    eventsPerSecond: (events * 1_000) / (built - begun),
    switching: performance.now() - built,
  };
}
