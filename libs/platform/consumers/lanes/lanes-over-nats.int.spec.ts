import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { type DeskOverNats, openDeskOverNats } from '#test/desk-over-nats';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice } from '#test/post-office';

jest.setTimeout(60_000);

let office: PostOffice;
let desk: DeskOverNats;
let instances: Instance[] = [];
beforeAll(async () => {
  office = await PostOffice.open();
  desk = await openDeskOverNats(office);
});
afterAll(async () => {
  await stopAll();
  await desk.close();
  await office.close();
});

async function start(lanes: 1 | 2 | 4): Promise<Instance> {
  const instance = await office.start(['reaction'], { lanes, findFeed: await desk.another() });
  instances.push(instance);
  return instance;
}

async function stopAll(): Promise<void> {
  await Promise.all(instances.map((instance) => instance.stop()));
  instances = [];
}

async function post(amount: number): Promise<readonly string[]> {
  const letters = Array.from({ length: amount }, () => randomUUID());
  await Promise.all(letters.map((letter) => office.postLetter(letter)));
  return letters;
}

const arrived = (letters: readonly string[]) =>
  eventually(
    async () => {
      for (const letter of letters) expect(await office.parcel(letter)).toEqual(['ParcelRegistered']);
    },
    { within: 30_000, every: 200 },
  );

it('lanes that several processes share hear the same feed over a broker, each its own part, whatever their number becomes', async () => {
  await start(4);
  await start(4);
  await arrived(await post(40));
  expect(await desk.readers()).toHaveLength(4);

  await stopAll();
  const meanwhile = await post(20);
  const after = await start(2);
  await arrived([...meanwhile, ...(await post(20))]);
  await eventually(async () => {
    const { lanes, sources } = (await after.consumers.standings())[0]!;
    expect(lanes).toHaveLength(2);
    expect(sources.map(({ coverage }) => [coverage?.handled, coverage?.uncovered])).toEqual([[80, 0]]);
  });
});
