import { setTimeout as pause } from 'node:timers/promises';
import { crashPoint } from '#platform/crash-points';
import { Database, dataSourceOn, type Transaction } from '#platform/database';
import type { Duty } from '#platform/feed';
import { CheckpointMoved, readCheckpoint } from '../checkpoints.js';
import type { InsideConsumer, RebuildableProjection, Source } from '../consumer.js';
import type { ConsumerEvents } from '../held/drain.js';
import { type Lane, type LaneCount, laneName, lanesOf } from '../lanes/lanes.js';
import { Progress } from '../standing/progress.js';
import { ConsumerRunner, type RunnerOptions } from '../runner.js';
import type { Workplace } from '../work.js';
import { nameBeside } from './rebuild.js';
import { besidePrefix } from './tables.js';

/** How often it looks for rebuilds that began or ended, in milliseconds. */
const look = 250;

/** Over how long the rate is taken, in milliseconds. */
const rateOver = 5_000;

/** A person waits, so it takes no rest. */
const pace = { poll: 50, rest: 0, longestRest: 0 };

interface Building {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  readonly seen: { readonly at: number; readonly position: number }[];
}

/** Writes the tables beside those that serve, as one instance of the context at a time; on another after that one's end. */
export class Rebuilder implements Duty {
  readonly name: string;
  private readonly building = new Map<string, Building>();

  constructor(
    private readonly workplace: Workplace,
    private readonly projections: readonly RebuildableProjection[],
    private readonly options: Pick<RunnerOptions, 'retries' | 'batch'>,
    private readonly events: ConsumerEvents,
  ) {
    this.name = `${workplace.context}.rebuilds`;
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.attend(signal).catch((error: unknown) =>
          this.events.failed(this.name, error, 'will be tried again'),
        );
        await pause(look, undefined, { signal }).catch(() => {});
      }
    } finally {
      const all = [...this.building.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ done }) => done));
    }
  }

  private async attend(signal: AbortSignal): Promise<void> {
    const { rows } = await this.workplace.database.query<{ id: string; consumer: string; position: number }>({
      name: 'wanted rebuilds',
      text: `select r.id, r.consumer, coalesce(sum(c.position) / l.lanes, 0)::double precision as position
        from rebuilds r join consumer_lanes l using (consumer)
        left join checkpoints c on c.consumer = r.consumer || '@rebuild' group by r.consumer, l.lanes`,
    });
    const wanted = new Set(rows.map(({ id }) => id));
    for (const [id, { stop }] of this.building) if (!wanted.has(id)) stop.abort();
    for (const { id, consumer, position } of rows) {
      const projection = this.projections.find(({ name }) => name === consumer);
      if (projection === undefined) continue;
      if (!this.building.has(id)) this.begin(id, projection, signal);
      await this.noteRate(id, this.building.get(id)!.seen, position);
    }
  }

  private begin(id: string, projection: RebuildableProjection, signal: AbortSignal): void {
    const stop = new AbortController();
    const done = this.build(id, projection, AbortSignal.any([signal, stop.signal]), () => stop.abort())
      .catch((error: unknown) => this.events.failed(nameBeside(projection.name), error, 'will begin anew'))
      .finally(() => this.building.delete(id));
    this.building.set(id, { stop, done, seen: [] });
  }

  private async build(id: string, projection: RebuildableProjection, signal: AbortSignal, end: () => void) {
    const { workplace } = this;
    const { pool } = workplace.database;
    const { schema } = workplace.dataSource.getMetadata(projection.tables[0]!);
    const dataSource = await dataSourceOn(pool, schema!, projection.tables, besidePrefix);
    try {
      const database = new RebuildDatabase(workplace.database, id, end);
      const place = { ...workplace, database, dataSource };
      const progress = new Progress(database);
      const options = { ...pace, ...this.options };
      const lanes = lanesOf(await lanesBeside(workplace.database, projection.name));
      const ended = await Promise.allSettled(
        lanes.map((lane) => {
          const consumer = besideConsumer(projection, lane, workplace.database);
          return new ConsumerRunner(consumer, lane, place, progress, options, this.events)
            .run(signal)
            .catch((error) => {
              end();
              throw error;
            });
        }),
      );
      for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
    } finally {
      await dataSource.destroy();
    }
  }

  private async noteRate(id: string, seen: Building['seen'], position: number): Promise<void> {
    const at = performance.now();
    if ((seen.at(-1)?.position ?? 0) > position) seen.splice(0);
    seen.push({ at, position });
    while (at - seen[0]!.at > rateOver) seen.shift();
    const [first] = seen;
    if (at === first!.at) return;
    const rate = ((position - first!.position) * 1000) / (at - first!.at);
    await this.workplace.database.query(
      'update rebuilds set events_per_second = $2 where id = $1 and events_per_second is distinct from $2',
      [id, Math.round(rate)],
    );
  }
}

/** They stay as many for as long as there is a rebuild. */
async function lanesBeside(database: Database, consumer: string): Promise<LaneCount> {
  const { rows } = await database.query<{ lanes: LaneCount }>('select lanes from consumer_lanes where consumer = $1', [
    nameBeside(consumer),
  ]);
  return rows[0]?.lanes ?? 1;
}

/** One lane of the projection under the name beside, which goes as far as the same lane of the one that serves and no further. */
function besideConsumer(projection: RebuildableProjection, lane: Lane, database: Database): InsideConsumer {
  const name = nameBeside(projection.name);
  const sources = projection.sourcesFor(laneName(name, lane)).map((source) => ({
    name: source.name,
    head: () => source.head(),
    notice: async () => source.notice?.(),
    onNews: () => () => {},
    read: async (after, limit) => {
      const serving = await readCheckpoint(database, { consumer: projection.name, source: source.name, lane });
      const most = Math.min(limit, (serving?.position ?? 0) - after);
      return most <= 0 ? { messages: [], upTo: after } : source.read(after, most);
    },
  })) satisfies Source[];
  return { kind: 'projection', name, sources, handle: (message, work) => projection.handle(message, work) };
}

/** The context's database for one rebuild: nothing is written any more once that has ended, by whoever still runs it. */
class RebuildDatabase extends Database {
  constructor(
    database: Database,
    private readonly id: string,
    private readonly end: () => void,
  ) {
    super(database.pool);
  }

  override query: Database['query'] = (statement, values) =>
    this.transaction((transaction) => transaction.query(statement, values));

  override transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return super.transaction(async (transaction) => {
      const { rowCount } = await transaction.query('select from rebuilds where id = $1 for key share', [this.id]);
      if (rowCount === 0) {
        this.end();
        throw new CheckpointMoved('the rebuild', 'its sources');
      }
      const done = await work(transaction);
      crashPoint('rebuild-written');
      return done;
    });
  }
}
