import { randomUUID } from 'node:crypto';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice } from '#test/post-office';
import type { Role } from '#test/post-office';

const retries = { attempts: 2, first: 1, longest: 1 };
const everything: readonly Role[] = ['reaction', 'projection', 'process', 'effect'];

let office: PostOffice;
let instance: Instance;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(async () => {
  await instance.stop();
  await office.close();
});

const poison = () => {
  throw new Error('poison');
};

async function coverages() {
  const standings = await instance.consumers.standings();
  return standings.flatMap(({ name, sources }) => sources.map((one) => ({ name, ...one })));
}

const coverageOf = async (consumer: string) => (await coverages()).find(({ name }) => name === consumer)!.coverage!;

/** Everything is handled, and stored as such. */
const levelled = () =>
  eventually(
    async () => {
      for (const { coverage, checkpoint, head } of await coverages()) {
        const { countedFrom = 0, handled = 0, passedOver = 0, setAside = 0, waiting = 0 } = coverage ?? {};
        expect(countedFrom + handled + passedOver + setAside).toBe(head);
        expect([checkpoint, waiting]).toEqual([head, 0]);
      }
    },
    { within: 15_000 },
  );

const misses = async () => (await coverages()).map(({ coverage }) => coverage!.uncovered);

describe('every position up to the checkpoints', () => {
  it('is handled, passed over or waits, for every kind of consumer and over restarts', async () => {
    for (let round = 0; round < 3; round++) {
      instance = await office.start(everything, { batch: 7 });
      const letters = Array.from({ length: 40 }, () => randomUUID());
      await Promise.all(letters.map((letter) => office.postLetter(letter)));
      await office.readLetter(letters[0]!);
      await levelled();
      expect(await misses()).toEqual([0, 0, 0, 0]);
      await instance.stop();
    }
    expect(await coverageOf('post.notify')).toMatchObject({ handled: 0, setAside: 120, handledLater: 120, waiting: 0 });
    expect(await coverageOf('post.register-parcels')).toMatchObject({ handled: 120, passedOver: 3, setAside: 0 });
  });

  it('is so when events failed, were tried again, were resumed and were discarded', async () => {
    const [wrong, other] = [randomUUID(), randomUUID()];
    office.world.reacting = (letter) => (letter === wrong || letter === other) && poison();
    instance = await office.start(['reaction'], { retries });
    const letters = [randomUUID(), wrong, randomUUID(), wrong, other, randomUUID(), wrong];
    for (const letter of letters) await office.postLetter(letter);
    const parked = await eventually(async () => {
      const all = await instance.consumers.parking.list(10);
      expect(new Set(all.map(({ waiting }) => waiting))).toEqual(new Set([1, 3]));
      return all;
    });
    expect(await coverageOf('post.register-parcels')).toMatchObject({
      handled: 3,
      setAside: 4,
      waiting: 4,
      uncovered: 0,
    });
    office.world.reacting = () => {};
    for (const { id, waiting } of parked) {
      if (waiting === 1) await instance.consumers.parking.resume(id);
      else await instance.consumers.parking.discard(id, 'all wrong', 'first');
    }
    await eventually(async () =>
      expect(await coverageOf('post.register-parcels')).toMatchObject({
        setAside: 4,
        waiting: 0,
        handledLater: 3,
        discarded: 1,
        uncovered: 0,
      }),
    );
  });

  it.each([
    ['a checkpoint that was moved by hand', 3, `update checkpoints set position = position - 3`],
    ['a waiting event that was removed by hand', 1, `delete from held_events`],
  ])('is missed after %s', async (_, missing, tampering) => {
    const wrong = randomUUID();
    office.world.reacting = (letter) => letter === wrong && poison();
    instance = await office.start(['reaction'], { retries });
    for (const letter of [randomUUID(), randomUUID(), wrong]) await office.postLetter(letter);
    await eventually(async () => expect(await instance.consumers.parking.list(10)).toHaveLength(1));
    await instance.stop();
    expect(await misses()).toEqual([0]);
    await office.post.operator.query(tampering);
    expect(await misses()).toEqual([missing]);
    const samples = await instance.consumers.samples();
    const gauge = samples.find(({ instrument }) => instrument === 'tearline_consumer_uncovered_events');
    expect(gauge).toMatchObject({ value: missing, labels: { consumer: 'post.register-parcels', source: 'desk' } });
  });
});
