import { createTestDatabase } from '../support/database.js';
import { faultsAtRest } from './invariants/audit.js';
import { KillableShop } from './killable-shop.js';
import { killShop } from './scenarios/kill-shop.js';

it('loses nothing that it acknowledged when its process is killed twenty times over', async () => {
  const { url } = await createTestDatabase();
  const killable = await KillableShop.start(url);
  const load = await killShop(killable, 20);
  expect(await faultsAtRest(killable.shop, url, load)).toEqual([]);
  await killable.end();
});
