import { randomUUID } from 'node:crypto';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice, RegisterParcel, type Role, StampParcel } from '#test/post-office';

const view = 'post.parcel-view';
const patient = { within: 15_000 };

let office: PostOffice;
beforeEach(async () => {
  office = await PostOffice.open();
});
afterEach(() => office.close());

async function postLetters(amount: number): Promise<readonly string[]> {
  const letters = Array.from({ length: amount }, () => randomUUID());
  await Promise.all(letters.map((letter, index) => office.postLetter(letter, { town: `town ${index % 5}` })));
  return letters;
}

/** Everything up to the heads is handled, nothing waits, and every position is accounted for. */
const levelled = ({ consumers }: Instance) =>
  eventually(async () => {
    const standings = await consumers.standings();
    for (const { coverage, checkpoint, head } of standings.flatMap(({ sources }) => sources)) {
      expect([checkpoint, coverage?.waiting ?? 0]).toEqual([head, 0]);
      expect(coverage?.uncovered ?? 0).toBe(0);
    }
  }, patient);

const registered = (letters: readonly string[]) =>
  eventually(async () => {
    for (const letter of letters) expect(await office.parcel(letter)).toContain('ParcelRegistered');
  }, patient);

describe('when streams have left for the archive', () => {
  it('consumers that start from zero read through archive and table, while more leaves', async () => {
    const called: string[] = [];
    office.world.calling = (parcel) => {
      called.push(parcel);
      return Promise.resolve([]);
    };
    const early = await office.start(['reaction']);
    const letters = [...(await postLetters(120))];
    await registered(letters);
    await early.stop();
    expect(await office.archive('desk')).toBe(119);
    expect(await office.archive('post')).toBeGreaterThan(100);
    const roles: readonly Role[] = ['reaction', 'projection', 'process', 'effect'];
    const late = await office.start(roles, { batch: 7 });
    letters.push(...(await postLetters(40)));
    await Promise.all([office.archive('desk'), office.archive('post')]);
    await registered(letters);
    await levelled(late);
    expect(await Promise.all(letters.map((letter) => office.view(letter)))).toEqual(
      letters.map(() => ({ status: 'registered', history: ['registered'] })),
    );
    expect(called.toSorted()).toEqual(letters.toSorted());
    expect(late.errors).toEqual([]);
  });

  it('a read model is rebuilt through both, and equals the one that serves', async () => {
    const instance = await office.start(['reaction', 'projection'], { rebuildBatch: 10 });
    const letters = await postLetters(60);
    await registered(letters);
    await levelled(instance);
    expect(await office.archive('post')).toBeGreaterThan(50);
    const { rebuilds } = instance.consumers;
    await rebuilds.start(view);
    await registered(await postLetters(5));
    await office.archive('post');
    await eventually(async () => expect(await rebuilds.find(view)).toMatchObject({ isLevel: true }), patient);
    await levelled(instance);
    const switched = await rebuilds.switch(view, 'building', { force: false });
    expect(switched.comparison).toMatchObject({ isSame: true });
  });

  it('what was parked is read from the archive when it is resumed', async () => {
    const wrong = randomUUID();
    const poison = () => {
      throw new Error('poison');
    };
    office.world.reacting = (letter) => letter === wrong && poison();
    const instance = await office.start(['reaction'], { retries: { attempts: 1, first: 1, longest: 1 } });
    await office.postLetter(wrong);
    await office.recallLetter(wrong);
    const [parked] = await eventually(async () => {
      const all = await instance.consumers.parking.list(10);
      expect(all).toMatchObject([{ waiting: 1 }]);
      return all;
    }, patient);
    await office.postLetter();
    expect(await office.archive('desk')).toBe(2);
    office.world.reacting = () => {};
    await instance.consumers.parking.resume(parked!.id);
    await registered([wrong]);
    await levelled(instance);
  });

  it('a process that has not seen the stream before decides on all of it', async () => {
    const early = await office.start(['reaction']);
    const letters = await postLetters(3);
    await registered(letters);
    await early.stop();
    await office.archive('post');
    const late = await office.start(['projection']);
    await late.dispatch(new StampParcel(letters[0]!, 'hand'));
    await late.dispatch(new RegisterParcel(letters[0]!, 'Bern', 'again'));
    expect(await office.parcel(letters[0]!)).toEqual(['ParcelRegistered', 'ParcelStamped']);
    await levelled(late);
    expect(await office.view(letters[0]!)).toEqual({
      status: 'registered',
      history: ['registered', 'stamped by hand'],
    });
  });
});
