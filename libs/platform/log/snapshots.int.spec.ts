import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { aggregate, type Event, type Ids, streamName } from '#platform/core';
import { Database } from '#platform/database';
import { currentExecution, runIn } from '#platform/execution';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import fc from 'fast-check';
import { Log, MemoryImage, type Snapshot, Snapshots, type SnapshotLimits, type StreamPart } from './index.js';

type Played = Event<'Played', { points: number }>;
type Doubled = Event<'Doubled', Record<string, never>>;
type Halved = Event<'Halved', { by: string }>;
type GameEvent = Played | Doubled | Halved;

interface Game {
  readonly points: number;
  readonly halvedBy: readonly string[];
}

const evolve = {
  Played: (game: Game, { points }: Played['data']): Game => ({ ...game, points: game.points + points }),
  Doubled: (game: Game): Game => ({ ...game, points: (game.points * 2) % 9_999_991 }),
  Halved: (game: Game, { by }: Halved['data']): Game => ({
    points: Math.trunc(game.points / 2),
    halvedBy: [...game.halvedBy, by].slice(-3),
  }),
};
const game = { category: 'play.game', initial: { points: 0, halvedBy: [] }, evolve };
const Game = aggregate<Game, GameEvent>(game);

const played = (points: number): GameEvent => ({ type: 'Played', data: { points } });
const many = (amount: number): GameEvent[] => Array.from({ length: amount }, (_, nth) => played(nth + 1));

const anEvent = fc.oneof(
  fc.integer().map(played),
  fc.constant<GameEvent>({ type: 'Doubled', data: {} }),
  fc.string().map((by): GameEvent => ({ type: 'Halved', data: { by } })),
);

/** Notes what it is asked; a test may stand in the way. */
class WatchedStore extends PostgresSnapshotStore {
  readonly calls: string[] = [];
  before: (call: string) => Promise<void> = async () => {};

  override async read(...asked: Parameters<PostgresSnapshotStore['read']>): Promise<StreamPart> {
    await this.before('read');
    const part = await super.read(...asked);
    this.calls.push(`read ${part.snapshot?.version ?? 0}+${part.events.length}`);
    return part;
  }

  override async save(snapshot: Snapshot): Promise<boolean> {
    await this.before('save');
    const saved = await super.save(snapshot);
    this.calls.push(saved ? `saved ${snapshot.version}` : `not saved ${snapshot.version}`);
    return saved;
  }
}

class CountingDatabase extends Database {
  statements = 0;

  override query: Database['query'] = (statement, values) => {
    this.statements += 1;
    return super.query(statement, values);
  };
}

const ids: Ids = { next: () => randomUUIDv7() };
const opened: Snapshots[] = [];
let context: ContextDatabase;

beforeAll(async () => {
  context = await openContextDatabase('play', [CreateLog1763700000000, CreateSnapshots1763700000008]);
});
afterEach(() => Promise.all(opened.splice(0).map((snapshots) => snapshots.stop())));
afterAll(() => context.close());

/** One process with a memory of its own. */
function anInstance(limits: Partial<SnapshotLimits> = { every: 10 }, on = context.database) {
  const database = new CountingDatabase(context.database.pool);
  const store = new WatchedStore(on);
  const snapshots = new Snapshots('play', store, limits);
  const images = new MemoryImage(100);
  opened.push(snapshots);
  return {
    log: new Log(new PostgresEventLog('play', database), ids, images, snapshots),
    images,
    store,
    snapshots,
    database,
  };
}

/** The stream folded from its events and nothing else. */
async function truth(id: string) {
  const events = await new PostgresEventLog('play', context.database).readStream(streamName(Game.category, id), 0);
  const state = events.reduce<Game>(
    (folded, { type, data }) => evolve[type as GameEvent['type']](folded, data as never),
    Game.initial,
  );
  return { state, version: events.length };
}

async function play(log: Log, id: string, chunks: readonly (readonly GameEvent[])[]): Promise<void> {
  for (const chunk of chunks) await log.transact(Game, id, () => chunk);
}

async function snapshotsOf(id: string): Promise<number[]> {
  const { rows } = await context.database.query<{ version: number }>(
    'select version from snapshots where stream = $1 order by version',
    [streamName(Game.category, id)],
  );
  return rows.map(({ version }) => version);
}

/** A stream whose last snapshot is of so many events. */
async function aStreamWithSnapshot(events = 25) {
  const [{ log, snapshots }, id] = [anInstance(), randomUUID()];
  await play(log, id, [many(events)]);
  await snapshots.idle();
  expect(await snapshotsOf(id)).toEqual([events]);
  return id;
}

describe('a stream with snapshots', () => {
  it('comes to the same state as without, whatever happened and whoever reads it', async () => {
    const [writer, other, reader] = [anInstance({ every: 4 }), anInstance({ every: 3 }), anInstance({ every: 1_000 })];
    const history = fc.array(fc.array(anEvent, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(history, async (chunks) => {
        const id = randomUUID();
        for (const [nth, chunk] of chunks.entries()) {
          const instance = nth % 3 === 2 ? other : writer;
          await play(instance.log, id, [chunk]);
          if (nth % 2 === 0) await instance.snapshots.idle();
        }
        await Promise.all([writer.snapshots.idle(), other.snapshots.idle()]);
        const expected = await truth(id);
        expect((await snapshotsOf(id)).length).toBeGreaterThanOrEqual(expected.version < 12 ? 0 : 1);
        expect(await reader.log.load(Game, id)).toMatchObject(expected);
        await context.database.query('delete from snapshots');
        expect(await anInstance().log.load(Game, id)).toMatchObject(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('is read in one statement, from its last snapshot', async () => {
    const [id, { log, store, database }] = [await aStreamWithSnapshot(2_500), anInstance()];
    await play(anInstance({ every: 1_000 }).log, id, [many(7)]);
    expect(await log.load(Game, id)).toMatchObject(await truth(id));
    expect(store.calls).toEqual(['read 2500+7']);
    expect(database.statements).toBe(0);
  });

  it('is read page by page where it has none yet', async () => {
    const [id, { log, store, snapshots }] = [randomUUID(), anInstance()];
    await play(anInstance({ every: 10_000 }).log, id, [many(2_500)]);
    expect(await log.load(Game, id)).toMatchObject(await truth(id));
    await snapshots.idle();
    expect(store.calls).toEqual(['read 0+1000', 'read 0+1000', 'read 0+500', 'saved 2500']);
  });

  it('is kept near its end, however it grows', async () => {
    const [{ log, snapshots, store }, id] = [anInstance(), randomUUID()];
    for (let turn = 0; turn < 100; turn++) {
      await play(log, id, [[played(turn)]]);
      if (turn % 10 === 9) await snapshots.idle();
    }
    expect(await snapshotsOf(id)).toEqual([100]);
    expect(store.calls.filter((call) => call.startsWith('saved'))).toHaveLength(10);
  });

  it('keeps what several processes write and take at once', async () => {
    const [id, instances] = [
      randomUUID(),
      [anInstance({ every: 5 }), anInstance({ every: 5 }), anInstance({ every: 5 })],
    ];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 90 }, (_, nth) => play(instances[nth % 3]!.log, id, [many(1 + (nth % 4))])),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(30);
    await Promise.all(instances.map(({ snapshots }) => snapshots.idle()));
    const expected = await truth(id);
    for (const { log } of [...instances, anInstance()]) expect(await log.load(Game, id)).toMatchObject(expected);
    expect(expected.version - (await snapshotsOf(id))[0]!).toBeLessThan(15);
  });
});

describe('a snapshot is not believed', () => {
  it('when the fold has another version, and the old code still uses its own', async () => {
    const [id, { log, store }] = [await aStreamWithSnapshot(), anInstance()];
    const Raised = { ...Game, foldVersion: 2 };
    expect(await log.load(Raised, id)).toMatchObject(await truth(id));
    // That another one is taken may have begun.
    expect(store.calls[0]).toBe('read 0+25');
    await eventually(async () => expect(await snapshotsOf(id)).toEqual([25, 25]));
    const old = anInstance();
    await old.log.load(Game, id);
    expect(old.store.calls).toEqual(['read 25+0']);
  });

  it('when the text of a fold has changed and its version was forgotten', async () => {
    const [id, { log }] = [await aStreamWithSnapshot(4 * 10), anInstance()];
    const Changed = aggregate<Game, GameEvent>({
      ...game,
      category: Game.category,
      evolve: { ...evolve, Played: (state, { points }) => ({ ...state, points: state.points - points }) },
    });
    expect(await log.load(Changed, id)).toMatchObject({ state: { points: -820 }, version: 40 });
  });

  it('when the log is older than it', async () => {
    const [id, { log }] = [await aStreamWithSnapshot(), anInstance()];
    await context.operator.transaction(async (transaction) => {
      await transaction.query('set local session_replication_role = replica');
      await transaction.query('delete from events where stream = $1 and version > 20', [streamName(Game.category, id)]);
    });
    expect(await log.load(Game, id)).toMatchObject({ state: { points: 210 }, version: 20 });
    await play(log, id, [[played(1)], [played(1)]]);
    expect(await anInstance().log.load(Game, id)).toMatchObject({ state: { points: 212 }, version: 22 });
  });
});

describe('taking a snapshot', () => {
  it('costs a hot command no statement and happens after its answer, apart from its execution', async () => {
    const [{ log, store, snapshots, database }, id] = [anInstance({ every: 3 }), randomUUID()];
    const executions: unknown[] = [];
    store.before = async () => void executions.push(currentExecution());
    await play(log, id, [many(2)]);
    const before = database.statements;
    const callsAtAnswer = await runIn({ correlationId: randomUUID(), receipts: [] }, async () => {
      await log.transact(Game, id, () => [played(1)]);
      return executions.length;
    });
    expect(callsAtAnswer).toBe(0);
    await snapshots.idle();
    expect(store.calls).toEqual(['read 0+3', 'saved 3']);
    expect(executions).toEqual([undefined, undefined]);
    expect(database.statements - before).toBe(1);
  });

  it('keeps no command waiting, however long it takes', async () => {
    const [{ log, store }, id] = [anInstance({ every: 2 }), randomUUID()];
    const release = Promise.withResolvers<void>();
    store.before = () => release.promise;
    for (let turn = 0; turn < 20; turn++) await play(log, id, [many(1)]);
    expect(store.calls).toEqual([]);
    release.resolve();
    await eventually(async () => expect(await snapshotsOf(id)).toEqual([20]));
    expect(store.calls).toEqual(['read 0+20', 'saved 20', 'read 20+0']);
  });

  it('takes nothing of what was decided and not committed', async () => {
    const [{ log, snapshots, store }, id] = [anInstance({ every: 3 }), randomUUID()];
    await log.gather(() => play(log, id, [many(5)]));
    await expect(
      log.atomically(async () => {
        await play(log, id, [many(5)]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await snapshots.idle();
    expect(store.calls).toEqual([]);
  });

  it('takes what the log gives back, not what memory holds', async () => {
    const [{ log, snapshots, store }, id] = [anInstance(), randomUUID()];
    const by = new Date(0) as unknown as string;
    await play(log, id, [[{ type: 'Halved', data: { by } }]]);
    await play(anInstance({ every: 1_000 }).log, id, [many(11)]);
    expect(await log.load(Game, id)).toMatchObject({ state: { halvedBy: [by] }, version: 12 });
    await snapshots.idle();
    expect(store.calls).toEqual(['read 0+11', 'read 0+12', 'saved 12']);
    expect(await anInstance().log.load(Game, id)).toMatchObject(await truth(id));
  });

  it('leaves alone what another process has just taken', async () => {
    const [one, other, id] = [anInstance(), anInstance(), randomUUID()];
    const release = Promise.withResolvers<void>();
    one.store.before = () => release.promise;
    await play(one.log, id, [many(10)]);
    await other.log.load(Game, id);
    await other.snapshots.idle();
    await play(one.log, id, [many(3)]);
    release.resolve();
    await one.snapshots.idle();
    expect([other.store.calls, one.store.calls]).toEqual([['read 0+10', 'saved 10'], ['read 10+3']]);
  });

  it('leaves alone a state that JSON would change', async () => {
    const Diary = aggregate<{ readonly at: unknown }, Event<'Noted', { at: unknown }>>({
      category: 'play.diary',
      initial: { at: null },
      evolve: { Noted: (_, { at }) => ({ at: new Date(at as string) }) },
    });
    const [{ log, snapshots, store }, id] = [anInstance({ every: 2 }), randomUUID()];
    const noted = { type: 'Noted', data: { at: '2026-01-01T00:00:00.000Z' } } as const;
    for (let turn = 0; turn < 16; turn++) {
      await log.transact(Diary, id, () => [noted]);
      await snapshots.idle();
    }
    expect(store.calls).toEqual(['read 0+2', 'read 0+6', 'read 0+14']);
    expect(await anInstance().log.load(Diary, id)).toMatchObject({ state: { at: new Date(noted.data.at) } });
  });

  it('that is cut off leaves nothing half done, fails no command and is taken up again', async () => {
    const database = context.anotherPool({ name: 'taker', connections: 1 });
    const [{ log, store, snapshots }, id] = [anInstance({ every: 4 }, database), randomUUID()];
    await context.operator.transaction(async (transaction) => {
      await transaction.query('lock table snapshots in share row exclusive mode');
      await play(log, id, [many(4)]);
      await eventually(async () => {
        const killed = await context.operator.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'taker' and datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(killed.rowCount).toBe(1);
      });
      await play(log, id, [many(2), many(2)]);
      await snapshots.idle();
    });
    expect(await snapshotsOf(id)).toEqual([]);
    await play(log, id, [many(5)]);
    await snapshots.idle();
    expect(await snapshotsOf(id)).toEqual([13]);
    expect(store.calls).toEqual(['read 0+4', 'read 0+13', 'saved 13']);
    expect(await anInstance().log.load(Game, id)).toMatchObject(await truth(id));
  });

  it('ends when the process stops', async () => {
    const [{ log, store, snapshots }, streams] = [anInstance({ every: 2 }), [randomUUID(), randomUUID(), randomUUID()]];
    const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    store.before = () => {
      begun.resolve();
      return release.promise;
    };
    for (const id of streams) await play(log, id, [many(2)]);
    await begun.promise;
    const stopped = snapshots.stop();
    release.resolve();
    await stopped;
    const callsAtStop = [...store.calls];
    await play(log, streams[0]!, [many(5)]);
    await snapshots.idle();
    expect(store.calls).toEqual(callsAtStop);
    expect(callsAtStop.length).toBeLessThan(3);
  });

  it('makes no more than so many streams wait', async () => {
    const [{ log, store, snapshots }, ids] = [
      anInstance({ every: 1, waiting: 3 }),
      Array.from({ length: 9 }, () => randomUUID()),
    ];
    const release = Promise.withResolvers<void>();
    store.before = () => release.promise;
    for (const id of ids) await play(log, id, [many(1)]);
    release.resolve();
    await snapshots.idle();
    expect(store.calls.filter((call) => call.startsWith('saved'))).toHaveLength(4);
    for (const id of ids) expect(await log.load(Game, id)).toMatchObject(await truth(id));
  });
});

describe('a category that gets no snapshots', () => {
  it('is not read from those that were taken before, and loses them', async () => {
    const id = await aStreamWithSnapshot();
    const { log, store, snapshots } = anInstance({ every: 10, without: new Set([Game.category]) });
    expect(await log.load(Game, id)).toMatchObject(await truth(id));
    expect(store.calls).toEqual(['read 0+25']);
    await snapshots.removeUnwanted();
    expect(await snapshotsOf(id)).toEqual([]);
  });
});

describe('what memory holds is cleared', () => {
  it('and what is being read at that moment is not kept', async () => {
    const { log, store, images } = anInstance();
    const [id, reading, release] = [randomUUID(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await play(anInstance().log, id, [many(3)]);
    store.before = () => (reading.resolve(), release.promise);
    const loading = log.load(Game, id);
    await reading.promise;
    images.clear();
    release.resolve();
    await loading;
    expect(images.get(streamName(Game.category, id))).toBeUndefined();
  });

  it('and what is being appended at that moment is not kept', async () => {
    const { log, images } = anInstance();
    const id = randomUUID();
    await play(log, id, [many(1)]);
    await log.transact(Game, id, () => {
      images.clear();
      return many(1);
    });
    expect(images.get(streamName(Game.category, id))).toBeUndefined();
  });
});
