import { faultsAtRest } from './invariants/audit.js';
import { KillablePostgres } from './killable-postgres.js';
import { KillableShop } from './killable-shop.js';
import { Load } from './load.js';
import { Random } from './random.js';

const kills = 4;
let postgres: KillablePostgres;
let running: KillableShop;

beforeAll(async () => {
  postgres = await KillablePostgres.start();
  running = await KillableShop.start(postgres.url);
});
afterAll(async () => {
  await running.end();
  await postgres.remove();
});

it('recovers by itself and loses nothing when PostgreSQL is killed under load', async () => {
  const random = Random.printed();
  const load = await Load.prepare(running.shop, random);

  for (let kill = 1; kill <= kills; kill += 1) {
    load.begin(50);
    await load.acknowledgedMore(random.whole(1, 30));
    postgres.kill();
    await postgres.startAgain();
  }
  await load.ended();

  expect(load.acknowledged).toHaveLength(kills * 50);
  expect(load.failures).toEqual([]);
  expect(await faultsAtRest(running.shop, postgres.url, load)).toEqual([]);
  running.process.kill('SIGTERM');
  expect(await running.process.exited).toEqual({ code: 0, signal: null });
}, 180_000);
