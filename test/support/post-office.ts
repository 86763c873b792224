import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryArchive } from '#platform/archive-directory';
import {
  type Consumer,
  consumerOf,
  type Commands,
  ContextConsumers,
  type ContextConsumersOptions,
  CreateConsumers1763700000001,
  CreateProcesses1763700000017,
  TraceTimers1763700000006,
  declarationOf,
  Effect,
  type EffectContext,
  type EffectHandlers,
  type FactReactionHandlers,
  IdentifyParkedStreams1763700000005,
  type LaneCount,
  OverseeConsumers1763700000009,
  Ownership,
  ProcessConsumer,
  Projection,
  type ProjectionHandlers,
  Reaction,
  ShareLanes1763700000010,
  type Workplace,
  type FindFeed,
} from '#platform/consumers';
import {
  aggregate,
  contract,
  type Event,
  EventTypes,
  type Ids,
  ignore,
  type ProcessManager,
  processManager,
  type Receipt,
  refusal,
  StartTimer,
} from '#platform/core';
import { dataSourceOn } from '#platform/database';
import { publish, PublishedFeed } from '#platform/feed';
import { InProcessFeed } from '#platform/feed-in-process';
import { CreateRelay1763700000003 } from '#platform/relay-checkpoint';
import { Log, MemoryImage, Snapshots } from '#platform/log';
import {
  ArchivedEvents,
  CreateArchive1763700000014,
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  moveClosedStreams,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import { type ContextDatabase, openContextDatabase } from './context-database.js';

// Two small contexts for the tests of consumers: letters are posted at the desk, and the post office deals with them.

type LetterPosted = Event<'LetterPosted', { letterId: string; town: string; text: string }>;
type LetterRecalled = Event<'LetterRecalled', { letterId: string }>;
type LetterRead = Event<'LetterRead', { letterId: string }>;
type LetterEvent = LetterPosted | LetterRecalled | LetterRead;

const Letter = aggregate<null, LetterEvent>({
  category: 'desk.letter',
  initial: null,
  evolve: { LetterPosted: ignore, LetterRecalled: ignore, LetterRead: ignore },
});

export const LetterPostedV1 = contract(
  'desk.letter-posted.v1',
  z.object({ letterId: z.string(), town: z.string(), text: z.string() }),
);
export const LetterRecalledV1 = contract('desk.letter-recalled.v1', z.object({ letterId: z.string() }));

const publishDesk = publish<LetterEvent>('desk', {
  LetterPosted: (data) => LetterPostedV1.of(data),
  LetterRecalled: (data) => LetterRecalledV1.of(data),
  LetterRead: ignore,
});

type ParcelEvent =
  | Event<'ParcelRegistered', { parcelId: string; town: string; text: string }>
  | Event<'ParcelStamped', { parcelId: string; by: string }>
  | Event<'ParcelReturned', { parcelId: string }>;
type StopAdded = Event<'StopAdded', { town: string; parcelId: string }>;

interface Parcel {
  readonly status: 'none' | 'registered' | 'returned';
  readonly text: string;
}

const Parcel = aggregate<Parcel, ParcelEvent>({
  category: 'post.parcel',
  initial: { status: 'none', text: '' },
  evolve: {
    ParcelRegistered: (_, { text }) => ({ status: 'registered', text }),
    ParcelStamped: ignore,
    ParcelReturned: (parcel) => ({ ...parcel, status: 'returned' }),
  },
});
const Route = aggregate<number, StopAdded>({
  category: 'post.route',
  initial: 0,
  evolve: { StopAdded: (stops) => stops + 1 },
});

export class StampRefused extends refusal('post.stamp-refused', 'conflict', 'This parcel cannot be stamped.') {}

export class RegisterParcel {
  constructor(
    readonly parcelId: string,
    readonly town: string,
    readonly text: string,
  ) {}
}
export class AddStop {
  constructor(
    readonly town: string,
    readonly parcelId: string,
  ) {}
}
/** Adds a stop for the stamp and stamps, or neither. */
export class StampParcel {
  constructor(
    readonly parcelId: string,
    readonly by: string,
  ) {}
}
export class ReturnParcel {
  constructor(readonly parcelId: string) {}
}

function handlersOn(log: Log, world: World): ReadonlyMap<Function, (command: never) => Promise<Receipt>> {
  return new Map<Function, (command: never) => Promise<Receipt>>([
    [
      RegisterParcel,
      ({ parcelId, town, text }: RegisterParcel) =>
        log.transact(Parcel, parcelId, ({ status }): ParcelEvent[] =>
          status === 'none' ? [{ type: 'ParcelRegistered', data: { parcelId, town, text } }] : [],
        ),
    ],
    [
      AddStop,
      ({ town, parcelId }: AddStop) =>
        log.transact(Route, town, (): StopAdded[] => {
          world.adding(town, parcelId);
          return [{ type: 'StopAdded', data: { town, parcelId } }];
        }),
    ],
    [
      StampParcel,
      ({ parcelId, by }: StampParcel) =>
        log.atomically(async () => {
          await log.transact(Route, `stamps-${parcelId}`, (): StopAdded[] => [
            { type: 'StopAdded', data: { town: 'stamps', parcelId } },
          ]);
          await log.transact(Parcel, parcelId, ({ text }): ParcelEvent[] => {
            if (text.includes('unstampable')) throw new StampRefused();
            return [{ type: 'ParcelStamped', data: { parcelId, by } }];
          });
        }),
    ],
    [
      ReturnParcel,
      ({ parcelId }: ReturnParcel) =>
        log.transact(Parcel, parcelId, ({ status }): ParcelEvent[] =>
          status === 'returned' ? [] : [{ type: 'ParcelReturned', data: { parcelId } }],
        ),
    ],
  ]);
}

@Entity('parcel_view')
export class ParcelView {
  @PrimaryColumn({ name: 'parcel_id', type: 'text' }) parcelId!: string;
  @Column({ type: 'text' }) town!: string;
  @Column({ type: 'text' }) status!: string;
  @Column({ type: 'jsonb' }) history!: string[];
}

@Entity('town_figures')
export class TownFigures {
  @PrimaryColumn({ type: 'text' }) town!: string;
  @Column({ type: 'integer' }) parcels!: number;
  @Column({ type: 'integer' }) stops!: number;
}

class CreatePostOffice1763700000002 implements MigrationInterface {
  readonly name = 'CreatePostOffice1763700000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table parcel_view (parcel_id text primary key, town text not null, status text not null, history jsonb not null);
      create table town_figures (town text primary key, parcels integer not null, stops integer not null);`);
  }

  async down(): Promise<void> {}
}

/** What the test makes the world do. Each is asked with what is being handled and may throw. */
export interface World {
  reacting(letterId: string): void;
  projecting(parcelId: string): void;
  /** How the read model spells a town. */
  spelling(town: string): string;
  calling(parcelId: string, context: EffectContext): Promise<Commands>;
  deciding(letterId: string, late: boolean): void;
  adding(town: string, parcelId: string): void;
  patience: number;
}

@Reaction('post.register-parcels', { facts: [LetterPostedV1] })
class RegisterParcels {
  constructor(private readonly world: World) {}

  readonly on: FactReactionHandlers<[typeof LetterPostedV1]> = {
    'desk.letter-posted.v1': ({ letterId, town, text }) => {
      this.world.reacting(letterId);
      return [new RegisterParcel(letterId, town, text), new AddStop(town, letterId)];
    },
  };
}

@Projection('post.parcel-view', { tables: [ParcelView, TownFigures] })
class ParcelViewProjection {
  constructor(private readonly world: World) {}

  readonly on: ProjectionHandlers<ParcelEvent | StopAdded> = {
    ParcelRegistered: ({ parcelId, town }, { rows }) => {
      this.world.projecting(parcelId);
      rows(ParcelView).upsert({
        parcelId,
        town: this.world.spelling(town),
        status: 'registered',
        history: ['registered'],
      });
      rows(TownFigures).add({ town }, { parcels: 1, stops: 0 });
    },
    ParcelStamped: ({ parcelId, by }, { rows }) => {
      this.world.projecting(parcelId);
      rows(ParcelView).append(parcelId, { history: [`stamped by ${by}`] });
    },
    ParcelReturned: ({ parcelId }, { rows }) => {
      rows(ParcelView).update(parcelId, { status: 'returned' });
      rows(ParcelView).append(parcelId, { history: ['returned'] });
    },
    StopAdded: ({ town }, { rows }) => rows(TownFigures).add({ town }, { parcels: 0, stops: 1 }),
  };
}

@Effect('post.notify', { concurrency: 8 })
class Notify {
  constructor(private readonly world: World) {}

  readonly on: EffectHandlers<ParcelEvent> = {
    ParcelRegistered: ({ parcelId }, context) => this.world.calling(parcelId, context),
    ParcelStamped: ignore,
    ParcelReturned: ({ parcelId }, context) => this.world.calling(parcelId, context),
  };
}

interface Heard {
  readonly posted?: true;
  readonly recalled?: true;
  readonly late?: true;
  readonly refused?: string;
}
const nothingHeard: Heard = {};

const deliveryFor = (world: World) =>
  processManager({
    name: 'post.delivery',
    facts: [LetterPostedV1, LetterRecalledV1],
    timers: { patience: () => world.patience },
    initial: nothingHeard,
    correlateBy: ({ data }) => data.letterId,
    evolve: {
      'desk.letter-posted.v1': (facts) => ({ ...facts, posted: true as const }),
      'desk.letter-recalled.v1': (facts) => ({ ...facts, recalled: true as const }),
      patience: (facts) => ({ ...facts, late: true as const }),
    },
    refused: { 'post.stamp-refused': (facts, { code }) => ({ ...facts, refused: code }) },
    react: ({ posted, recalled, late, refused }, letterId) => {
      world.deciding(letterId, late ?? false);
      if (!posted) return [];
      if (refused) return [new ReturnParcel(letterId)];
      if (late && !recalled) return [new StampParcel(letterId, 'timer')];
      return recalled ? [new ReturnParcel(letterId)] : [new StartTimer('patience')];
    },
  });

export type Role = 'reaction' | 'projection' | 'process' | 'effect';

export interface InstanceOptions extends Partial<ContextConsumersOptions> {
  /** The database in which it takes its locks, where that is another, or the way to it. */
  readonly locks?: string;
  /** How its code reads the log of the post office; left out, it knows every type. */
  readonly types?: EventTypes;
  /** The process it runs; left out, the delivery. */
  readonly process?: ProcessManager;
  /** How long a call of the effect may take, in milliseconds. */
  readonly callTimeout?: number;
  /** In how many lanes it wants its consumers, except processes. */
  readonly lanes?: LaneCount;
  /** Where it hears the desk; left out, within this process. */
  readonly findFeed?: FindFeed;
}

interface ConsumerWishes {
  readonly callTimeout: number;
  readonly lanes: LaneCount;
  readonly process: ProcessManager | undefined;
  readonly findFeed: FindFeed | undefined;
}

/** The post office as one process runs it. */
export interface Instance {
  readonly name: string;
  readonly log: Log;
  readonly events: PostgresEventLog;
  readonly dispatch: (command: object) => Promise<unknown>;
  readonly consumers: ContextConsumers;
  readonly errors: unknown[];
  /** Cuts all its connections to the database, or only the one that holds its locks. */
  cut(which?: 'all' | 'locks'): Promise<number>;
  stop(): Promise<void>;
}

const snapshotsOf = (database: ContextDatabase['database'], archive: ArchivedEvents, types?: EventTypes) =>
  new Snapshots('post', new PostgresSnapshotStore(database, types, archive));

const logMigrations = [CreateLog1763700000000, CreateSnapshots1763700000008, CreateArchive1763700000014];

/** The streams that may leave the table of events, whatever happened in them last. */
const closing = {
  desk: [{ category: 'desk.letter', types: ['LetterPosted', 'LetterRecalled', 'LetterRead'] }],
  post: [{ category: 'post.parcel', types: ['ParcelRegistered', 'ParcelStamped', 'ParcelReturned'] }],
};

/** Nothing goes wrong in it. */
export const wellWorld: Readonly<World> = {
  reacting: () => {},
  projecting: () => {},
  spelling: (town) => town,
  calling: async () => [],
  deciding: () => {},
  adding: () => {},
  patience: 60_000,
};

export class PostOffice {
  readonly world: World = { ...wellWorld };
  readonly letters: Log;
  readonly deskLog: PostgresEventLog;
  readonly postLog: PostgresEventLog;
  private readonly running = new Set<Instance>();

  private constructor(
    readonly desk: ContextDatabase,
    readonly post: ContextDatabase,
    private readonly directory: string,
  ) {
    const archive = this.archiveOf('desk');
    this.deskLog = new PostgresEventLog('desk', desk.database, { archive });
    this.postLog = new PostgresEventLog('post', post.database, { archive: this.archiveOf('post') });
    this.letters = new Log(this.deskLog, ids, new MemoryImage(1000), snapshotsOf(desk.database, archive));
  }

  /** What the desk publishes. */
  get publishedDesk(): PublishedFeed {
    return new PublishedFeed(this.deskLog, publishDesk);
  }

  private archiveOf(context: 'desk' | 'post'): ArchivedEvents {
    return new ArchivedEvents(new DirectoryArchive(join(this.directory, context)));
  }

  /** Moves every letter, or every parcel, out of the table of events; answers how many events that were. */
  async archive(context: 'desk' | 'post'): Promise<number> {
    const files = new DirectoryArchive(join(this.directory, context));
    const before = new Date(Date.now() + 86_400_000);
    const limits = { events: 50 };
    const moved = await moveClosedStreams(this[context].schemaOwner, files, {
      before,
      kinds: closing[context],
      limits,
    });
    return moved.events;
  }

  static async open(): Promise<PostOffice> {
    const consumerMigrations = [
      CreateConsumers1763700000001,
      IdentifyParkedStreams1763700000005,
      TraceTimers1763700000006,
      OverseeConsumers1763700000009,
      ShareLanes1763700000010,
      CreateProcesses1763700000017,
    ];
    const migrations = [...logMigrations, ...consumerMigrations, CreatePostOffice1763700000002];
    const [desk, post] = [
      await openContextDatabase('desk', [...logMigrations, CreateRelay1763700000003], { connections: 4 }),
      await openContextDatabase('post', migrations, { connections: 4 }),
    ];
    return new PostOffice(desk, post, await mkdtemp(join(tmpdir(), 'post-office-')));
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((instance) => instance.stop()));
    await Promise.all([this.desk.close(), this.post.close(), rm(this.directory, { recursive: true })]);
  }

  postLetter(letterId: string = randomUUID(), { town = 'Bern', text = 'Hello' } = {}): Promise<Receipt> {
    return this.letters.transact(Letter, letterId, (): LetterEvent[] => [
      { type: 'LetterPosted', data: { letterId, town, text } },
    ]);
  }

  recallLetter(letterId: string): Promise<Receipt> {
    return this.letters.transact(Letter, letterId, (): LetterEvent[] => [
      { type: 'LetterRecalled', data: { letterId } },
    ]);
  }

  /** Happens at the desk and is published to nobody. */
  readLetter(letterId: string): Promise<Receipt> {
    return this.letters.transact(Letter, letterId, (): LetterEvent[] => [{ type: 'LetterRead', data: { letterId } }]);
  }

  /** Starts these consumers as a process of their own. */
  async start(
    roles: readonly Role[],
    {
      locks = this.post.url,
      callTimeout = 5_000,
      types = new EventTypes(),
      lanes = 1,
      process,
      findFeed,
      ...options
    }: InstanceOptions = {},
  ): Promise<Instance> {
    const name = `post ${randomUUID()}`;
    const database = this.post.anotherPool({ connections: 4, name });
    const archive = this.archiveOf('post');
    const events = new PostgresEventLog('post', database, { types, archive });
    const log = new Log(events, ids, new MemoryImage(1000), snapshotsOf(database, archive, types));
    const handlers = handlersOn(log, this.world);
    const workplace: Workplace = {
      context: 'post',
      database,
      owner: this.post.schemaOwner,
      dataSource: await dataSourceOn(database.pool, this.post.schema, [ParcelView, TownFigures]),
      log,
      dispatch: (command) => handlers.get(command.constructor)!(command as never),
    };
    const errors: unknown[] = [];
    const ownership = new Ownership({ connectionString: locks, application_name: `locks of ${name}` }, (error) =>
      errors.push(error),
    );
    const consumers = new ContextConsumers(
      roles.map((role) => this.consumer(role, workplace, events, { callTimeout, lanes, process, findFeed })),
      workplace,
      events,
      ownership,
      { failed: (_, error) => errors.push(error), halted: (_, why) => why && errors.push(why) },
      { poll: 50, ...options },
    );
    consumers.start();
    const instance: Instance = {
      name,
      log,
      events,
      dispatch: workplace.dispatch,
      consumers,
      errors,
      cut: (which = 'all') => this.cut(which === 'all' ? [name, `locks of ${name}`] : [`locks of ${name}`]),
      stop: async () => {
        this.running.delete(instance);
        await consumers.stop();
      },
    };
    this.running.add(instance);
    return instance;
  }

  /** Everything about one parcel, in order. */
  async parcel(parcelId: string): Promise<string[]> {
    const events = await this.postLog.readStream(`post.parcel-${parcelId}`, 0);
    return events.map(({ type }) => type);
  }

  async stops(town: string): Promise<string[]> {
    const events = await this.postLog.readStream(`post.route-${town}`, 0);
    return events.map(({ data }) => (data as StopAdded['data']).parcelId);
  }

  async view(parcelId: string): Promise<{ status: string; history: string[] } | undefined> {
    const { rows } = await this.post.database.query<{ status: string; history: string[] }>(
      'select status, history from parcel_view where parcel_id = $1',
      [parcelId],
    );
    return rows[0];
  }

  async figures(town: string): Promise<{ parcels: number; stops: number } | undefined> {
    const { rows } = await this.post.database.query<{ parcels: number; stops: number }>(
      'select parcels, stops from town_figures where town = $1',
      [town],
    );
    return rows[0];
  }

  async held(stream: string) {
    const { rows } = await this.post.database.query<{
      status: string;
      attempts: number;
      error: string | null;
      events: number;
    }>(
      `select status, attempts, error, (select count(*)::integer from held_events e
         where (e.consumer, e.source, e.stream) = (s.consumer, s.source, s.stream)) as events
       from held_streams s where stream = $1`,
      [stream],
    );
    return rows;
  }

  async checkpoint(consumer: string, source: string): Promise<number> {
    const { rows } = await this.post.database.query<{ position: string }>(
      'select min(position) as position from checkpoints where consumer = $1 and source = $2',
      [consumer, source],
    );
    return Number(rows[0]?.position ?? 0);
  }

  /** How many lanes, and other duties, an instance owns at this moment. */
  async owns(instance: Instance): Promise<number> {
    const session = await this.sessionOf(instance);
    return (await this.owners()).filter((owner) => owner === session).length;
  }

  /** The session that owns each lane and duty that is owned, by the number of its backend. */
  async owners(): Promise<readonly number[]> {
    const { rows } = await this.post.operator.query<{ pid: number }>(
      `select pid from pg_locks join pg_stat_activity using (pid)
       where locktype = 'advisory' and mode = 'ExclusiveLock' and granted and application_name like 'locks of post %'
         and datname = current_database()`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** The session in which an instance has its locks; undefined while it has none. */
  async sessionOf({ name }: Instance): Promise<number | undefined> {
    const { rows } = await this.post.operator.query<{ pid: number }>(
      'select pid from pg_stat_activity where application_name = $1',
      [`locks of ${name}`],
    );
    return rows[0]?.pid;
  }

  private async cut(names: readonly string[]): Promise<number> {
    const { rowCount } = await this.post.operator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = any($1) and datname = current_database()',
      [[...names]],
    );
    return rowCount;
  }

  private consumer(
    role: Role,
    workplace: Workplace,
    events: PostgresEventLog,
    { callTimeout: timeout, lanes, process, findFeed: asked }: ConsumerWishes,
  ): Consumer {
    const { world } = this;
    const feed = new InProcessFeed(this.publishedDesk);
    const findFeed = asked ?? (() => feed);
    if (role === 'process') return new ProcessConsumer(process ?? (deliveryFor(world) as never), workplace, findFeed);
    const Declared = { reaction: RegisterParcels, projection: ParcelViewProjection, effect: Notify }[role];
    const consumer = consumerOf({ ...declarationOf(Declared)!, lanes }, new Declared(world) as never, events, findFeed);
    return consumer.kind === 'effect' ? { ...consumer, timeout } : consumer;
  }
}

const ids: Ids = { next: () => randomUUIDv7() };
