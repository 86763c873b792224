import { randomUUID } from 'node:crypto';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice } from '#test/post-office';
import { NoSuchParkedStream, type ParkedStream } from './parking.js';

const retries = { attempts: 2, first: 1, longest: 1 };

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
const parking = () => instance.consumers.parking;

/** Letters to one parcel that nobody can register, all behind one another. */
async function parkedLetters(
  texts: readonly string[],
): Promise<{ letter: string; town: string; parked: ParkedStream }> {
  const [letter, town] = [randomUUID(), randomUUID()];
  office.world.reacting = (letterId) => letterId === letter && poison();
  instance = await office.start(['reaction', 'projection'], { retries });
  for (const text of texts) await office.postLetter(letter, { town, text });
  const parked = await eventually(async () => {
    const [first] = await parking().list(10);
    expect(first).toMatchObject({ waiting: texts.length });
    return first!;
  });
  return { letter, town, parked };
}

/** What the log remembers of it. */
const acts = async ({ id }: ParkedStream) => {
  const events = await office.postLog.readStream(`post.parked-stream-${id}`, 0);
  return events.map(({ type, data }) => ({ type, ...(data as object) }));
};

describe('a parked stream', () => {
  it('is listed with what it failed with, and how much waits', async () => {
    const { letter, parked } = await parkedLetters(['one', 'two']);
    expect(parked).toEqual({
      id: expect.any(String) as string,
      consumer: 'post.register-parcels',
      source: 'desk',
      stream: `desk.letter-${letter}`,
      error: 'Error: poison',
      attempts: 2,
      since: expect.any(String) as string,
      position: 1,
      waiting: 2,
    });
    expect(await parking().list(10, [parked.since, parked.id])).toEqual([]);
  });

  it('is shown with its event and with what would happen now, of which nothing happens', async () => {
    const { letter, town, parked } = await parkedLetters(['one']);
    expect(await parking().inspect(parked.id)).toMatchObject({
      event: { type: 'desk.letter-posted.v1', data: { letterId: letter, text: 'one' } },
      now: { outcome: 'fails', error: 'Error: poison' },
    });
    office.world.reacting = () => {};
    const { now } = await parking().inspect(parked.id);
    expect(now).toEqual({
      outcome: 'succeeds',
      events: [
        { stream: `post.parcel-${letter}`, type: 'ParcelRegistered', data: { parcelId: letter, town, text: 'one' } },
        { stream: `post.route-${town}`, type: 'StopAdded', data: { town, parcelId: letter } },
      ],
      rows: [],
    });
    expect(await office.parcel(letter)).toEqual([]);
    expect(await parking().list(10)).toHaveLength(1);
  });

  it('that is resumed is handled in order, and the log remembers who had it done', async () => {
    const { letter, town, parked } = await parkedLetters(['one', 'two']);
    office.world.reacting = () => {};
    const { position } = await parking().resume(parked.id);
    expect(position).toBeGreaterThan(0);
    await eventually(async () => expect(await office.stops(town)).toEqual([letter, letter]));
    const [registered] = await office.postLog.readStream(`post.parcel-${letter}`, 0);
    expect(registered!.data).toMatchObject({ text: 'one' });
    expect(await parking().list(10)).toEqual([]);
    expect(await acts(parked)).toEqual([
      {
        type: 'ParkedStreamResumed',
        consumer: 'post.register-parcels',
        source: 'desk',
        stream: parked.stream,
        position: 1,
      },
    ]);
  });

  it('that fails again is parked again, under the same name', async () => {
    const { parked } = await parkedLetters(['one']);
    await parking().resume(parked.id);
    await eventually(async () => expect(await parking().list(10)).toMatchObject([{ id: parked.id, attempts: 2 }]));
    expect(await acts(parked)).toHaveLength(1);
  });

  it('goes on behind its first event when that is discarded', async () => {
    const { letter, town, parked } = await parkedLetters(['one', 'two']);
    office.world.reacting = () => {};
    await parking().discard(parked.id, 'written by hand', 'first');
    await eventually(async () => expect(await office.stops(town)).toEqual([letter]));
    const [registered] = await office.postLog.readStream(`post.parcel-${letter}`, 0);
    expect(registered!.data).toMatchObject({ text: 'two' });
    expect(await acts(parked)).toMatchObject([
      { type: 'ParkedEventsDiscarded', from: 1, events: 1, reason: 'written by hand' },
    ]);
  });

  it('is gone when all of it is discarded, and later events are handled', async () => {
    const { letter, town, parked } = await parkedLetters(['one', 'two', 'three']);
    office.world.reacting = () => {};
    await parking().discard(parked.id, 'all wrong', 'all');
    expect(await parking().list(10)).toEqual([]);
    expect(await acts(parked)).toMatchObject([{ from: 1, events: 3 }]);
    await office.postLetter(letter, { town, text: 'four' });
    await eventually(async () => expect(await office.stops(town)).toEqual([letter]));
  });

  it('of an effect does not call before it is resumed', async () => {
    let calls = 0;
    const [letter, town] = [randomUUID(), randomUUID()];
    office.world.calling = async () => {
      calls += 1;
      return poison();
    };
    instance = await office.start(['reaction', 'effect'], { retries });
    await office.postLetter(letter, { town });
    const [parked] = await eventually(async () => {
      const list = await parking().list(10);
      expect(list).toHaveLength(1);
      return list;
    });
    const before = calls;
    expect(await parking().inspect(parked!.id)).toMatchObject({ now: { outcome: 'calls-outside' } });
    expect(calls).toBe(before);
    office.world.calling = async () => {
      calls += 1;
      return [];
    };
    await parking().resume(parked!.id);
    await eventually(async () => expect(await office.held(parked!.stream)).toEqual([]));
    expect(calls).toBe(before + 1);
  });

  it('cannot be inspected or discarded by a name that there is not', async () => {
    const { parked } = await parkedLetters(['one']);
    await expect(parking().inspect(randomUUID())).rejects.toThrow(NoSuchParkedStream);
    await expect(parking().discard(randomUUID(), 'gone', 'first')).rejects.toThrow(NoSuchParkedStream);
    await parking().discard(parked.id, 'once', 'first');
    await expect(parking().discard(parked.id, 'twice', 'first')).rejects.toThrow(NoSuchParkedStream);
  });

  it('is resumed once, however many ask at once', async () => {
    const { letter, town, parked } = await parkedLetters(['one']);
    office.world.reacting = () => {};
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => parking().resume(parked.id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    await eventually(async () => expect(await office.stops(town)).toEqual([letter]));
    expect(await acts(parked)).toHaveLength(1);
  });
});
