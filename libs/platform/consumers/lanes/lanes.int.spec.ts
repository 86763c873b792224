import { randomUUID } from 'node:crypto';
import { type Position, positionFrom, slotOf } from '#platform/core';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice, type Role, StampParcel } from '#test/post-office';
import { startProxy } from '#test/tcp-proxy';
import { CheckpointMoved, moveCheckpoint, recallCheckpoint } from '../checkpoints.js';
import { StoredLanes } from './stored-lanes.js';

const view = 'post.parcel-view';
const retries = { attempts: 2, first: 1, longest: 1 };

let office: PostOffice;
let instances: Instance[] = [];

beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  instances = [];
  await office.close();
});

async function start(roles: readonly Role[], options: Parameters<PostOffice['start']>[1] = {}): Promise<Instance> {
  const instance = await office.start(roles, options);
  instances.push(instance);
  return instance;
}

async function stop(instance: Instance): Promise<void> {
  instances = instances.filter((other) => other !== instance);
  await instance.stop();
}

async function postLetters(amount: number, town: string): Promise<readonly string[]> {
  const letters = Array.from({ length: amount }, () => randomUUID());
  await Promise.all(letters.map((letter) => office.postLetter(letter, { town })));
  return letters;
}

/** Every letter of the town counts once in the log and in the read model. */
const settled = (town: string, letters: number) =>
  eventually(
    async () => {
      expect((await office.stops(town)).length).toBe(letters);
      expect(await office.figures(town)).toEqual({ parcels: letters, stops: letters });
    },
    { within: 25_000 },
  );

const standingOf = async ({ consumers }: Instance, name = view) =>
  (await consumers.standings()).find((one) => one.name === name)!;

/** How many lanes of a consumer each instance runs, in the words of one of them. */
async function lanesOf(instance: Instance, name = view): Promise<readonly number[]> {
  const { lanes } = await standingOf(instance, name);
  const owned = Map.groupBy(lanes, (lane) => lane.instance);
  return [...owned].map(([owner, all]) => (owner === null ? 0 : all.length)).toSorted((a, b) => a - b);
}

const shared = (instance: Instance, amounts: readonly number[], name = view) =>
  eventually(async () => expect(await lanesOf(instance, name)).toEqual(amounts), { within: 8_000 });

async function uncovered(instance: Instance): Promise<number> {
  const standings = await instance.consumers.standings();
  return standings.flatMap(({ sources }) => sources).reduce((sum, { coverage }) => sum + (coverage?.uncovered ?? 0), 0);
}

/** Everything that is there is handled, and every position accounted for. */
const covered = (instance: Instance) =>
  eventually(async () => {
    const standings = await instance.consumers.standings();
    for (const { checkpoint, head, coverage, lag } of standings.flatMap(({ sources }) => sources)) {
      expect([checkpoint, lag?.events]).toEqual([head, 0]);
      const { countedFrom, handled, passedOver, setAside, ahead, uncovered: missing } = coverage!;
      expect([countedFrom + handled + passedOver + setAside, ahead, missing]).toEqual([checkpoint, 0, 0]);
    }
  });

/** Stamps each letter's parcel so many times, one after the other. */
async function stampAll(instance: Instance, letters: readonly string[], from: number, to: number): Promise<void> {
  for (let time = from; time < to; time++)
    await Promise.all(letters.map((letter) => instance.dispatch(new StampParcel(letter, `${time}`))));
}

async function inOrder(letters: readonly string[], times: number): Promise<void> {
  const history = ['registered', ...Array.from({ length: times }, (_, time) => `stamped by ${time}`)];
  for (const letter of letters)
    await eventually(async () => expect(await office.view(letter)).toEqual({ status: 'registered', history }), {
      within: 15_000,
    });
}

describe('the slot that the database tells', () => {
  it('is the one that the code tells', async () => {
    const names = ['', 'a', 'orders.order-0190a0b0', 'users.user-zürich', 'orders.checkout-🤷', '漢字-𐍈-x'];
    const { rows } = await office.post.database.query<{ name: string; slot: number }>(
      'select name, slot_of(name) as slot from unnest($1::text[]) name',
      [[...names, ...Array.from({ length: 100 }, () => `post.parcel-${randomUUID()}`)]],
    );
    expect(rows).toHaveLength(106);
    for (const { name, slot } of rows) expect([name, slot]).toEqual([name, slotOf(name)]);
  });
});

describe('lanes of one consumer', () => {
  it('handle everything once and each stream in its order, and account for every position', async () => {
    const town = randomUUID();
    const instance = await start(['reaction', 'projection', 'effect'], { lanes: 4, batch: 7 });
    const letters = await postLetters(60, town);
    await settled(town, 60);
    await stampAll(instance, letters, 0, 3);
    await inOrder(letters, 3);
    await covered(instance);
    expect(await lanesOf(instance)).toEqual([4]);
    expect((await standingOf(instance)).lanes.map(({ slots }) => slots)).toEqual([
      [0, 3],
      [4, 7],
      [8, 11],
      [12, 15],
    ]);
    expect((await standingOf(instance, 'post.notify')).sources[0]!.coverage).toMatchObject({ waiting: 0 });
  });

  it('hold back only the streams of their own slots', async () => {
    const town = randomUUID();
    const letters = Array.from({ length: 24 }, () => randomUUID());
    const wrong = new Set<string>(letters.filter((_, nth) => nth % 4 === 0));
    office.world.reacting = (letter) => {
      if (wrong.has(letter)) throw new Error('poison');
    };
    const instance = await start(['reaction'], { lanes: 4, retries });
    for (const letter of [...letters, ...letters]) await office.postLetter(letter, { town });
    const parked = await eventually(async () => {
      const all = await instance.consumers.parking.list(100);
      expect(all.map(({ waiting }) => waiting)).toEqual(Array(6).fill(2));
      return all;
    });
    expect(await uncovered(instance)).toBe(0);
    office.world.reacting = () => {};
    for (const { id } of parked) await instance.consumers.parking.resume(id);
    await eventually(async () => expect(await office.stops(town)).toHaveLength(48));
    await covered(instance);
  });

  it('are waited for by a receipt until the slowest is there', async () => {
    const [locked, waiting] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const instance = await start(['reaction', 'projection'], { lanes: 4 });
    const letter = randomUUID();
    const { position } = await office.postLetter(letter);
    const reached = (consistency: ReadonlyMap<string, Position>, within: number) =>
      instance.consumers.reached(consistency, performance.now() + within);
    expect(await reached(new Map([['desk', position]]), 10_000)).toBe(true);
    const lock = office.post.database.transaction(async (transaction) => {
      const lane = Math.floor(slotOf(`post.parcel-${letter}`) / 4) * 4;
      await transaction.query('select from checkpoints where consumer = $1 and lane = $2 for update', [view, lane]);
      locked.resolve();
      await waiting.promise;
    });
    await locked.promise;
    const receipt = (await instance.dispatch(new StampParcel(letter, 'me'))) as { position: number };
    const consistency = new Map([['post', positionFrom(receipt.position)]]);
    expect(await reached(consistency, 400)).toBe(false);
    waiting.resolve();
    await lock;
    expect(await reached(consistency, 10_000)).toBe(true);
    expect(await office.view(letter)).toEqual({ status: 'registered', history: ['registered', 'stamped by me'] });
  });
});

describe('several instances', () => {
  it('share the lanes, take over when one dies, and hand back when one joins', async () => {
    const town = randomUUID();
    const first = await start(['reaction', 'projection'], { lanes: 4 });
    await shared(first, [4]);
    const second = await start(['reaction', 'projection'], { lanes: 4 });
    await shared(first, [2, 2]);
    await shared(second, [2, 2], 'post.register-parcels');
    let letters = [...(await postLetters(40, town))];
    await settled(town, letters.length);

    await second.cut();
    await stop(second);
    await eventually(async () => expect(await lanesOf(first)).toEqual([4]), { within: 5_000 });
    letters = [...letters, ...(await postLetters(40, town))];
    await settled(town, letters.length);

    await start(['reaction', 'projection'], { lanes: 4 });
    await start(['reaction', 'projection'], { lanes: 4 });
    await shared(first, [1, 1, 2]);
    letters = [...letters, ...(await postLetters(40, town))];
    await settled(town, letters.length);
    await covered(first);
  });

  it('share out consumers of one lane as well', async () => {
    const [first, second] = [
      await start(['reaction', 'projection', 'process', 'effect']),
      await start(['reaction', 'projection', 'process', 'effect']),
    ];
    await eventually(async () => {
      const owned = [await office.owns(first), await office.owns(second)];
      expect(owned.toSorted((a, b) => a - b)).toEqual([2, 3]);
    });
  });

  it('wait for the calls under way before they hand over a lane of an effect', async () => {
    const calls: string[] = [];
    const answer = Promise.withResolvers<void>();
    office.world.calling = async (parcel) => {
      calls.push(parcel);
      await answer.promise;
      return [];
    };
    const first = await start(['reaction', 'effect'], { lanes: 2 });
    const letters = await postLetters(6, 'Bern');
    await eventually(async () => expect(calls).toHaveLength(6));
    await start(['reaction', 'effect'], { lanes: 2 });
    await shared(first, [1, 1], 'post.register-parcels');
    expect(await lanesOf(first, 'post.notify')).toEqual([2]);
    answer.resolve();
    await shared(first, [1, 1], 'post.notify');
    await eventually(async () => expect((await standingOf(first, 'post.notify')).held.due.events).toBe(0));
    expect(calls.toSorted()).toEqual(letters.toSorted());
  });

  it('that wake after they were replaced cannot move the checkpoint of a lane', async () => {
    const town = randomUUID();
    const [one, other] = [
      await start(['reaction', 'projection'], { lanes: 4, batch: 3 }),
      await start(['reaction', 'projection'], { lanes: 4, batch: 3, locks: office.desk.url }),
    ];
    for (let turn = 0; turn < 3; turn++) await postLetters(30, town);
    await settled(town, 90);
    expect([one, other].flatMap(({ errors }) => errors).some((error) => error instanceof CheckpointMoved)).toBe(true);
    await covered(one);
  });

  it('take over within seconds the lanes of one of whom the database hears nothing', async () => {
    const town = randomUUID();
    const way = await startProxy(office.post.url);
    const silent = await start(['reaction', 'projection'], { lanes: 4, locks: way.url });
    await start(['reaction', 'projection'], { lanes: 4 });
    await shared(silent, [2, 2]);
    const session = await office.sessionOf(silent);
    way.swallowQuestions();
    way.swallowAnswers();
    await eventually(async () => expect(await office.owners()).not.toContain(session), { within: 6_000 });
    await postLetters(20, town);
    await settled(town, 20);
    way.close();
  });
});

describe('the number of lanes', () => {
  const lanes = async () => {
    const { rows } = await office.post.database.query<{ lanes: number }>(
      'select lanes from consumer_lanes where consumer = $1',
      [view],
    );
    return rows[0]?.lanes;
  };
  const becomes = (count: number) => eventually(async () => expect(await lanes()).toBe(count), { within: 8_000 });

  it('changes from deployment to deployment while events come, and each counts once, in the order of its stream', async () => {
    const town = randomUUID();
    const everything: readonly Role[] = ['reaction', 'projection', 'effect'];
    let instance = await start(everything, { batch: 5 });
    const letters = [...(await postLetters(20, town))];
    await settled(town, 20);
    let times = 0;
    for (const count of [4, 2, 16, 1] as const) {
      const posting = postLetters(20, town);
      const next = await start(everything, { lanes: count, batch: 5 });
      await stampAll(next, letters, times, times + 1);
      await stop(instance);
      await stampAll(next, letters, times + 1, times + 2);
      await posting;
      await becomes(count);
      times += 2;
      instance = next;
    }
    await settled(town, 100);
    await inOrder(letters, times);
    await covered(instance);
    expect(await lanesOf(instance)).toEqual([1]);
  });

  it('carries over how far each slot is, also when the lanes are far apart', async () => {
    const first = await start(['reaction', 'projection'], { lanes: 4 });
    const letters = await postLetters(40, 'Bern');
    await settled('Bern', 40);
    await covered(first);
    const waiting = Promise.withResolvers<void>();
    const lock = office.post.database.transaction(async (transaction) => {
      await transaction.query('select from checkpoints where consumer = $1 and lane = 4 for update', [view]);
      await waiting.promise;
    });
    await stampAll(first, letters, 0, 2);
    const fast = letters.filter((letter) => Math.floor(slotOf(`post.parcel-${letter}`) / 4) !== 1);
    await inOrder(fast, 2);
    const second = await start(['reaction', 'projection'], { lanes: 2 });
    await first.cut();
    await stop(first);
    waiting.resolve();
    await lock;
    await becomes(2);
    await stampAll(second, letters, 2, 3);
    await inOrder(letters, 3);
    await covered(second);
  });

  it('stays as it is while instances want another, and follows them when the last of those is gone', async () => {
    const former = await start(['reaction', 'projection'], { lanes: 4 });
    await shared(former, [4]);
    const next = await start(['reaction', 'projection'], { lanes: 1 });
    await shared(next, [2, 2]);
    await postLetters(10, 'Bern');
    await settled('Bern', 10);
    expect(await lanes()).toBe(4);
    await stop(former);
    await becomes(1);
    await postLetters(10, 'Bern');
    await settled('Bern', 20);
    await covered(next);
  });

  it('leaves nobody who could write to a lane of before', async () => {
    const { database } = office.post;
    const stored = new StoredLanes(database, new Map([['post.nobody', 2]]));
    await stored.recall();
    const [first, second] = ([0, 8] as const).map((slot) => ({
      consumer: 'post.nobody',
      source: 'log',
      lane: { first: slot, count: 2 } as const,
    }));
    const before = await recallCheckpoint(database, first!);
    await stored.change('post.nobody', 2, 1);
    const counts = { handled: 1, passedOver: 0, setAside: 0, elsewhere: 0 };
    await expect(moveCheckpoint(database, first!, before, positionFrom(1), counts)).rejects.toThrow(CheckpointMoved);
    await expect(recallCheckpoint(database, first!)).rejects.toThrow(CheckpointMoved);
    await expect(recallCheckpoint(database, second!)).rejects.toThrow(CheckpointMoved);
  });

  it('may be fought over by two who do not see one another: each event counts once all the same, in its order', async () => {
    const everything: readonly Role[] = ['reaction', 'projection'];
    const one = await start(everything, { lanes: 4, batch: 5 });
    const other = await start(everything, { lanes: 2, batch: 5, locks: office.desk.url });
    const changes = new Set<number | undefined>();
    const letters = await postLetters(30, 'Bern');
    await settled('Bern', 30);
    const watching = eventually(
      async () => {
        changes.add(await lanes());
        expect(changes).toEqual(new Set([2, 4]));
      },
      { every: 5 },
    );
    for (let time = 0; time < 3; time++) await stampAll(one, letters, time, time + 1);
    await watching;
    await inOrder(letters, 3);
    await stop(other);
    await becomes(4);
    await covered(one);
  });

  it('stays as it is for as long as the read model is being rebuilt', async () => {
    const first = await start(['reaction', 'projection'], { lanes: 4 });
    await postLetters(30, 'Bern');
    await settled('Bern', 30);
    await first.consumers.rebuilds.start(view);
    const level = (of: Instance) =>
      eventually(async () => expect(await of.consumers.rebuilds.find(view)).toMatchObject({ isLevel: true }), {
        within: 15_000,
      });
    await level(first);
    await stop(first);
    const second = await start(['reaction', 'projection'], { lanes: 2 });
    await shared(second, [2], 'post.register-parcels');
    await postLetters(30, 'Bern');
    await settled('Bern', 60);
    await level(second);
    expect(await second.consumers.rebuilds.compare(view)).toMatchObject({ isSame: true });
    const { comparison } = await second.consumers.rebuilds.switch(view, 'building', { force: false });
    expect(comparison.tables[0]!.beside.rows).toBe(60);
    await postLetters(10, 'Bern');
    await settled('Bern', 70);
    await level(second);
    expect(await lanes()).toBe(4);
    await second.consumers.rebuilds.end(view);
    await becomes(2);
    await postLetters(10, 'Bern');
    await settled('Bern', 80);
    await covered(second);
  });
});
