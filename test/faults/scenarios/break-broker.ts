import type { BrokerFault } from '../broker-faults.js';
import { inBrokeredShop } from '../brokered-shop.js';
import { faultsAtRest } from '../invariants/audit.js';
import { Load } from '../load.js';
import { Random } from '../random.js';

const [before, meanwhile] = [8, 12];

/**
 * Lets one fault of the broker follow the other while orders are placed all the time. Resolves to all that is wrong at the
 * end, and whatever request was turned away.
 */
export async function breakBroker(faults: readonly BrokerFault[]): Promise<readonly unknown[]> {
  return inBrokeredShop({}, async ({ split, databaseUrl, ...brokerage }) => {
    const load = await Load.prepare(split.shop, Random.printed());
    for (const fault of faults) {
      await load.goOn(before);
      await fault.begin(brokerage);
      await load.goOn(meanwhile, fault.lasts);
      await fault.end?.(brokerage);
    }
    await load.ended();
    const wrong = [...(await faultsAtRest(split.shop, databaseUrl, load)), ...(await split.grown())];
    return [...load.failures, ...load.turnedAway, ...wrong];
  });
}
