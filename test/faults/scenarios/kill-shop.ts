import type { KillableShop } from '../killable-shop.js';
import { Load } from '../load.js';
import { Random } from '../random.js';

const [ordersAtFirst, ordersPerKill] = [100, 20];

/** Kills a shop under load at random moments, so many times. Answers with the load once every shopper has had his way. */
export async function killShop(killable: KillableShop, kills: number): Promise<Load> {
  const random = Random.printed();
  const load = await Load.prepare(killable.shop, random);
  load.begin(ordersAtFirst);
  for (let kill = 1; kill <= kills; kill += 1) {
    await load.acknowledgedMore(random.whole(1, ordersPerKill));
    await killable.kill();
    load.begin(ordersPerKill);
    await killable.startAgain();
  }
  await load.ended();
  expect(load.acknowledged).toHaveLength(ordersAtFirst + kills * ordersPerKill);
  expect(load.failures).toEqual([]);
  return load;
}
