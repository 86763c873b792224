import { randomUUID } from 'node:crypto';
import { EventTypes, type Past, pastOf } from '#platform/core';
import type { NewEvent } from '#platform/log';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice, type Role } from '#test/post-office';

const retries = { attempts: 2, first: 1, longest: 1 };
const own = ['ParcelRegistered', 'ParcelStamped', 'ParcelReturned', 'StopAdded'];
const knowing = (past?: Past, types: readonly string[] = own) =>
  new EventTypes(past, (type) => types.includes(type) || type.startsWith('Parked'));

/** Version 1 wrote the town in a list. */
const mended = pastOf({
  upcast: { ParcelRegistered: [({ towns, ...parcel }: { towns: string[] }) => ({ ...parcel, town: towns[0]! })] },
  renamed: { ParcelTaken: 'ParcelRegistered' },
});
const broken = pastOf({
  upcast: {
    ParcelRegistered: [
      () => {
        throw new Error('not thought of');
      },
    ],
  },
});

let office: PostOffice;
let instance: Instance | undefined;
beforeAll(async () => {
  office = await PostOffice.open();
});
afterEach(() => instance?.stop());
afterAll(() => office.close());

async function start(types: EventTypes, roles: readonly Role[] = ['projection']): Promise<Instance> {
  await instance?.stop();
  instance = await office.start(roles, { retries, types });
  return instance;
}

/** Stores events of a parcel as other code has done. */
async function store(...events: readonly Pick<NewEvent, 'type' | 'schemaVersion' | 'data'>[]): Promise<string> {
  const [stream, metadata] = [`post.parcel-${randomUUID()}`, { commandId: randomUUID(), correlationId: randomUUID() }];
  const stored = events.map((event) => ({ ...event, id: randomUUID(), metadata }));
  await office.postLog.append([{ stream, expectedVersion: 0, events: stored }]);
  return stream;
}

const registered = (parcelId: string, schemaVersion = 1, type = 'ParcelRegistered') => ({
  type,
  schemaVersion,
  data: { parcelId, towns: ['Bern'] },
});
const returned = (parcelId: string) => ({ type: 'ParcelReturned', schemaVersion: 1, data: { parcelId } });

async function parked(stream: string, error: RegExp, events: number): Promise<void> {
  await eventually(async () =>
    expect(await office.held(stream)).toEqual([
      { status: 'parked', attempts: 2, error: expect.stringMatching(error) as string, events },
    ]),
  );
}

async function resume(stream: string): Promise<void> {
  const { parking } = instance!.consumers;
  const { id } = (await parking.list(100)).find((parked) => parked.stream === stream)!;
  await parking.resume(id);
}

describe('an own event that older code stored', () => {
  it.each(['ParcelRegistered', 'ParcelTaken'])('is handled as %s says today', async (type) => {
    const parcel = randomUUID();
    await store(registered(parcel, 1, type), returned(parcel));
    await start(knowing(mended));
    await eventually(async () => expect(await office.view(parcel)).toMatchObject({ status: 'returned' }));
    const { rows } = await office.post.database.query('select town from parcel_view where parcel_id = $1', [parcel]);
    expect(rows).toEqual([{ town: 'Bern' }]);
  });

  it('is what a command decides on, and new events are written in their version', async () => {
    const parcel = randomUUID();
    const { events, log } = await start(knowing(mended), []);
    await log.record({ category: 'post.parcel', initial: null, fold: () => null, foldKey: '1' }, parcel, () => [
      { type: 'ParcelRegistered', data: { parcelId: parcel, town: 'Bern' } },
    ]);
    expect(await events.readStream(`post.parcel-${parcel}`, 0)).toMatchObject([
      { schemaVersion: 2, data: { town: 'Bern' } },
    ]);
    const untouched = await office.postLog.readStream(`post.parcel-${parcel}`, 0);
    expect(untouched).toMatchObject([{ schemaVersion: 2 }]);
  });
});

describe('an own event that cannot be read', () => {
  const cases: readonly (readonly [string, number, EventTypes, RegExp])[] = [
    ['whose upcaster fails', 1, knowing(broken), /UnreadableEvent: .*failed with Error: not thought of/],
    ['of a version to come', 3, knowing(mended), /UnreadableEvent: .*version 3 and this code knows 2/],
  ];

  it.each(cases)('parks its stream, %s, and no other', async (_, version, types, error) => {
    const [bad, good] = [randomUUID(), randomUUID()];
    const stream = await store(registered(bad, version), returned(bad));
    await store({ type: 'ParcelRegistered', schemaVersion: 2, data: { parcelId: good, town: 'Basel' } });
    await start(types);
    await parked(stream, error, 2);
    await eventually(async () => expect(await office.view(good)).toBeDefined());
    expect(await office.view(bad)).toBeUndefined();
    const { parking } = instance!.consumers;
    const { id } = (await parking.list(100)).find((parked) => parked.stream === stream)!;
    expect(await parking.inspect(id)).toMatchObject({
      event: { type: 'ParcelRegistered', data: null, unreadable: expect.stringContaining('cannot be read') as string },
      now: { outcome: 'fails', error: expect.stringMatching(error) as string },
    });
  });

  it('is handled in order once its upcaster is mended and its stream resumed', async () => {
    const parcel = randomUUID();
    const stream = await store(registered(parcel), returned(parcel));
    await start(knowing(broken));
    await parked(stream, /not thought of/, 2);
    await start(knowing(mended));
    await resume(stream);
    await eventually(async () => expect(await office.view(parcel)).toMatchObject({ status: 'returned' }));
    await eventually(async () => expect(await office.held(stream)).toEqual([]));
  });

  it('is no concern of consumers that do not hear its type, as long as the type is known', async () => {
    const parcel = randomUUID();
    const stream = await store({ type: 'ParcelStamped', schemaVersion: 9, data: {} }, returned(parcel));
    const called: string[] = [];
    office.world.calling = (parcelId) => Promise.resolve(void called.push(parcelId)).then(() => []);
    await start(knowing(), ['effect']);
    await eventually(async () => expect(called).toContain(parcel));
    await eventually(async () => expect(await office.held(stream)).toEqual([]));
  });
});

describe('an own event of a type that nobody knows', () => {
  it.each<Role>(['projection', 'effect'])('is passed over by no %s, though it never heard of it', async (role) => {
    const parcel = randomUUID();
    const stream = await store({ type: 'ParcelLost', schemaVersion: 1, data: {} }, returned(parcel));
    await start(knowing(), [role]);
    await parked(stream, /UnreadableEvent: ParcelLost at position .* no aggregate of this code folds its type/, 2);
  });

  it('is handled once it is known, and passed over by who does not hear it', async () => {
    const parcel = randomUUID();
    const stream = await store({ type: 'ParcelLost', schemaVersion: 1, data: {} }, registered(parcel));
    await start(knowing());
    await parked(stream, /ParcelLost/, 2);
    await start(knowing(mended, [...own, 'ParcelLost']));
    await resume(stream);
    await eventually(async () => expect(await office.view(parcel)).toMatchObject({ status: 'registered' }));
  });
});
