import { createTestDatabase } from '../support/database.js';
import { TestBroker } from '../support/nats.js';
import { faultsAtRest } from './invariants/audit.js';
import { contexts, KillableSplit } from './killable-split.js';
import { Load } from './load.js';
import { Random } from './random.js';

let broker: TestBroker;
let split: KillableSplit;
afterEach(async () => {
  await split.end();
  await broker.close();
});

it('loses nothing when each process of the torn shop is killed in turn, and then all at once', async () => {
  const random = Random.printed();
  const { url } = await createTestDatabase();
  broker = await TestBroker.start();
  split = await KillableSplit.start(url, { natsUrl: broker.url });
  const load = await Load.prepare(split.shop, random);

  for (const names of [...['gateway', ...contexts].map((name) => [name]), [...split.processes.keys()]]) {
    load.begin(20);
    await load.acknowledgedMore(random.whole(1, 15));
    await Promise.all(names.map((name) => split.of(name).kill()));
    await split.startAgain();
  }
  await load.ended();

  expect(load.failures).toEqual([]);
  expect(await faultsAtRest(split.shop, url, load)).toEqual([]);
}, 180_000);
