import { expectStatus } from '../../drivers/caller.js';
import { Load } from '../load.js';
import { inTornShop, type TornShopOptions } from '../torn-shop.js';
import { say } from '../waiting-for.js';

/**
 * Stops contexts for a while, one after the other: meanwhile orders are placed, each at the first attempt, and when the context
 * is back it makes up for what it missed. Answers with all that is wrong in the end.
 */
export function doWithout(contexts: readonly string[], options: TornShopOptions): Promise<readonly string[]> {
  return inTornShop(options, async ({ split, random, faultsAfter }) => {
    const load = await Load.prepare(split.shop, random);
    const { staff, shopper } = await split.shop.people();
    const sku = await staff.sells({ stock: 1_000 });
    expectStatus(await shopper.get('/orders'), 200);
    const promised = { putIn: { ...load.putIn, [sku]: 1_000 }, acknowledged: load.acknowledged };
    for (const context of contexts) {
      load.begin(15);
      await load.acknowledgedMore(random.whole(1, 10));
      say(`${context} is away`);
      await split.of(context).stop();
      for (let order = 0; order < 15; order += 1) {
        const { orderId, total } = await shopper.placed({ [sku]: 1 });
        load.acknowledged.push({ orderId, total, basket: { [sku]: 1 }, mayEndAs: ['paid'] });
      }
      say(`${context} is back`);
      await split.of(context).start();
    }
    await load.ended();
    return [...load.failures.map((failure) => JSON.stringify(failure)), ...(await faultsAfter(promised))];
  });
}
