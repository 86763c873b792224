import { createTestDatabase } from '../support/database.js';
import { faultsAtRest } from './invariants/audit.js';
import { KillableShop } from './killable-shop.js';
import { Load } from './load.js';
import { Random } from './random.js';

const patience = 10_000;

it('stops in time and loses nothing under load, with payments that hang', async () => {
  const { url } = await createTestDatabase();
  const running = await KillableShop.start(url);
  const load = await Load.prepare(running.shop, Random.printed());
  load.begin(5, 'tok_timeout');
  await load.acknowledgedMore(5);
  load.begin(60);
  await load.acknowledgedMore(30);

  const askedAt = performance.now();
  running.process.kill('SIGTERM');
  const { code } = await running.process.exited;
  expect(code).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(patience);
  await running.startAgain();
  await load.ended();
  expect(load.failures).toEqual([]);
  expect(await faultsAtRest(running.shop, url, load)).toEqual([]);
  await running.end();
});
