import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import type { Queryable, Transaction } from '#platform/database';
import { currentExecution } from '#platform/execution';
import type { StreamKind } from '#platform/log';
import type { EntityMetadata } from 'typeorm';
import type { Consumer, RebuildableProjection } from '../consumer.js';
import { untilUncontended } from '../held/retries.js';
import { beginLanes } from '../lanes/stored-lanes.js';
import type { Workplace } from '../work.js';
import { type Comparison, compareTables } from './comparison.js';
import * as is from './rebuild.js';
import type { RebuildEvent } from './rebuild.events.js';
import { areAlike, createBeside, dropBeside, exchangeNames, exchangeTables, forget } from './tables.js';

/** How long the one that serves is held up until the other is level, in milliseconds. */
const patience = 5_000;

/** How far behind a rebuild may be for that to make sense, in positions. */
const near = 20_000;

interface RebuildRow {
  readonly id: string;
  readonly is_switched: boolean;
  readonly started_at: Date;
  readonly started_by: string | null;
  readonly switched_at: Date | null;
  readonly events_per_second: number | null;
  readonly parked: number;
}

/**
 * Rebuilds of a context's read models, for people. New tables are filled beside those that serve, compared with them, and
 * exchanged with them by name; the former ones are kept level until the rebuild is ended, so one can switch back.
 * Only rows of projections are built anew; no event is appended and nothing outside is called. Every act is an event of the
 * context's log, in the transaction that does it.
 */
export class Rebuilds {
  private readonly kind: StreamKind<null>;

  constructor(
    private readonly workplace: Workplace,
    private readonly consumers: readonly Consumer[],
  ) {
    this.kind = { category: `${workplace.context}.rebuild`, initial: null, fold: () => null, foldKey: '1' };
  }

  /** Begins to build new tables beside those that serve. */
  async start(name: string): Promise<is.Rebuild> {
    const projection = this.rebuildable(name);
    const tables = this.tablesOf(projection).map(({ tableName }) => tableName);
    await this.act(async (owner) => {
      const by = currentExecution()?.principal?.id ?? null;
      const { rows } = await owner.query<{ id: string }>(
        'insert into rebuilds (consumer, started_by) values ($1, $2) on conflict do nothing returning id',
        [name, by],
      );
      if (rows[0] === undefined) throw new is.AlreadyRebuilding();
      await beginLanesBeside(owner, projection);
      await createBeside(owner, tables);
      crashPoint('rebuild-begun');
      return { id: rows[0].id, event: { type: 'RebuildStarted', data: { consumer: name, tables } } };
    });
    return this.find(name);
  }

  async find(name: string): Promise<is.Rebuild> {
    return this.stateOf(this.workplace.database, this.projection(name));
  }

  /** Compares both at the same positions. The one that serves is not written meanwhile; it can be read. */
  compare(name: string): Promise<Comparison> {
    const projection = this.projection(name);
    return this.workplace.owner.transaction((owner) => this.compareLevel(owner, projection));
  }

  /** Has the tables beside serve. From `building` those are the new ones, from `switched` the former ones. */
  async switch(name: string, from: is.RebuildStatus, { force, reason }: is.Insistence): Promise<is.Switched> {
    const projection = this.projection(name);
    const tables = this.tablesOf(projection).map(({ tableName }) => tableName);
    const to = from === 'building' ? 'rebuilt' : 'former';
    const comparison = await this.act(async (owner) => {
      const { id, status, parked } = await this.stateOf(owner, projection);
      if (status !== from) throw new is.NotSwitched({ status });
      const compared = await this.compareLevel(owner, projection);
      const differences = compared.tables.reduce((sum, { differing }) => sum + differing, 0);
      if (!force && differences + parked > 0) throw new is.RebuildDiffers({ differences, parked });
      crashPoint('rebuild-compared');
      await exchangeTables(owner, tables);
      crashPoint('rebuild-exchanged');
      await exchangeNames(owner, name, is.nameBeside(name));
      await owner.query(
        'update rebuilds set is_switched = not is_switched, switched_at = clock_timestamp(), events_per_second = null where id = $1',
        [id],
      );
      const data = { consumer: name, to, differences, parked, reason: reason ?? null } as const;
      return { id, event: { type: 'ReadModelSwitched', data }, result: compared };
    });
    return { rebuild: await this.find(name), comparison: comparison! };
  }

  /** Drops the tables beside those that serve: cancels the rebuild, or lets the former read model go. */
  async end(name: string): Promise<void> {
    const projection = this.projection(name);
    const tables = this.tablesOf(projection).map(({ tableName }) => tableName);
    await this.act(async (owner) => {
      const { id, status } = await this.stateOf(owner, projection);
      const { rowCount } = await owner.query('delete from rebuilds where id = $1', [id]);
      if (rowCount === 0) throw new is.NoRebuild();
      await dropBeside(owner, tables);
      await forget(owner, is.nameBeside(name));
      const kept = status === 'switched' ? 'rebuilt' : 'former';
      return { id, event: { type: 'RebuildEnded', data: { consumer: name, kept } } };
    });
  }

  private async act<T>(
    change: (owner: Transaction) => Promise<{ id: string; event: RebuildEvent; result?: T }>,
  ): Promise<T | undefined> {
    const { log, context } = this.workplace;
    const done = await untilUncontended(() =>
      this.workplace.owner.transaction(async (owner) => {
        const { id, event, result } = await change(owner);
        const unit = await log.gather(async () => void (await log.record(this.kind, id, () => [event])));
        return { id, result, committed: await log.appendWithin(owner, unit) };
      }),
    );
    done.committed();
    const { version, position } = await log.image(this.kind, done.id);
    currentExecution()?.receipts.push({ context, version, position });
    return done.result;
  }

  /** Holds up the one that serves until the other is as far, then both, until the transaction ends. */
  private async compareLevel(owner: Transaction, projection: RebuildableProjection): Promise<Comparison> {
    const state = await this.stateOf(owner, projection);
    if (behind(state.sources) > near) throw new is.NotLevel();
    await owner.query('select from checkpoints where consumer = $1 for update', [projection.name]);
    await owner.query('select from held_streams where consumer = $1 for update', [projection.name]);
    const deadline = performance.now() + patience;
    while (!(await this.stateOf(owner, projection)).isLevel) {
      if (performance.now() > deadline) throw new is.NotLevel();
      await pause(20);
    }
    const { rowCount } = await owner.query('select from rebuilds where id = $1 for update', [state.id]);
    if (rowCount === 0) throw new is.NoRebuild();
    const tables = this.tablesOf(projection);
    const names = tables.map(({ tableName }) => tableName);
    if (!(await areAlike(owner, names))) throw new is.TablesChanged();
    return compareTables(owner, tables);
  }

  private async stateOf(on: Queryable, { name, sources }: RebuildableProjection): Promise<is.Rebuild> {
    const { rows } = await on.query<RebuildRow>(
      `select id, is_switched, started_at, started_by, switched_at, events_per_second,
         (select count(*)::integer from held_streams where consumer = $2) as parked
       from rebuilds where consumer = $1`,
      [name, is.nameBeside(name)],
    );
    const [row] = rows;
    if (row === undefined) throw new is.NoRebuild();
    const places = await placesOf(
      on,
      name,
      sources.map((source) => source.name),
    );
    const left = behind(places);
    const rate = row.events_per_second === 0 ? null : row.events_per_second;
    return {
      id: row.id,
      consumer: name,
      status: row.is_switched ? 'switched' : 'building',
      startedAt: row.started_at.toISOString(),
      startedBy: row.started_by,
      switchedAt: row.switched_at?.toISOString() ?? null,
      isLevel: places.every((place) => place.isLevel),
      sources: places.map(({ source, position, of }) => ({ source, position, of })),
      eventsPerSecond: rate,
      secondsLeft: left === 0 ? 0 : rate && Math.ceil(left / rate),
      parked: row.parked,
    };
  }

  private projection(name: string): RebuildableProjection {
    const consumer = this.consumers.find((one) => one.name === name);
    if (consumer === undefined) throw new is.NoSuchConsumer();
    if (!('tables' in consumer) || consumer.tables.length === 0) throw new is.NotRebuildable();
    return consumer;
  }

  private rebuildable(name: string): RebuildableProjection {
    const projection = this.projection(name);
    const others = this.consumers.filter((one) => one.name !== name);
    const shared = others.filter(
      (one) => 'tables' in one && one.tables.some((table) => projection.tables.includes(table)),
    );
    if (shared.length > 0) throw new is.SharedTable({ consumers: shared.map((one) => one.name) });
    return projection;
  }

  private tablesOf({ tables }: RebuildableProjection): readonly EntityMetadata[] {
    return tables.map((entity) => this.workplace.dataSource.getMetadata(entity));
  }
}

/** As many as the one that serves has, and neither is given others for as long as there is a rebuild. */
async function beginLanesBeside(owner: Transaction, { name, lanes = 1 }: RebuildableProjection): Promise<void> {
  await beginLanes(owner, name, lanes);
  await owner.query(
    `insert into consumer_lanes (consumer, lanes) select $2, l.lanes from consumer_lanes l where l.consumer = $1 for share of l
     on conflict (consumer) do update set lanes = excluded.lanes`,
    [name, is.nameBeside(name)],
  );
}

/** Where the slowest lanes are, and whether each lane beside is exactly where the one that serves is, with all its slots. */
async function placesOf(
  on: Queryable,
  name: string,
  sources: readonly string[],
): Promise<readonly (is.RebuildPlace & { readonly isLevel: boolean })[]> {
  const { rows } = await on.query<{ source: string; position: Position; of: Position; isLevel: boolean }>(
    `select s.source, min(coalesce(b.position, 0))::float8 as position, min(coalesce(a.position, 0))::float8 as of,
       bool_and(coalesce(a.position, 0) = coalesce(b.position, 0)
         and coalesce(a.position >= (select max(slot) from unnest(a.ahead) slot), true)) as "isLevel"
     from unnest($3::text[]) s(source)
     cross join lateral (select generate_series(0, 15, 16 / l.lanes) as lane from consumer_lanes l where l.consumer = $1) l
     left join checkpoints a on a.source = s.source and a.consumer = $1 and a.lane = l.lane
     left join checkpoints b on b.source = s.source and b.consumer = $2 and b.lane = l.lane
     group by s.source`,
    [name, is.nameBeside(name), [...sources]],
  );
  return rows;
}

function behind(places: readonly is.RebuildPlace[]): number {
  return places.reduce((sum, { position, of }) => sum + Math.abs(of - position), 0);
}
