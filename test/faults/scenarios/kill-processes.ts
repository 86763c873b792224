import { setTimeout as pause } from 'node:timers/promises';
import type { KillableSplit } from '../killable-split.js';
import { Load } from '../load.js';
import type { Random } from '../random.js';
import { inTornShop, type TornShopOptions } from '../torn-shop.js';
import { say } from '../waiting-for.js';

export interface KillsOptions extends TornShopOptions {
  /** Who dies together, one time after the other. */
  readonly rounds: (random: Random, split: KillableSplit) => readonly (readonly string[])[];
  readonly ordersPerRound?: number;
  /** How long what was acknowledged keeps those busy who die, in milliseconds: they die at any moment of it. */
  readonly atWork?: number;
}

/**
 * Kills processes at random moments of a load and starts them again, while its shoppers repeat what they have no answer to
 * under the same idempotency keys. Answers with all that is wrong in the end.
 */
export function killProcesses({
  rounds,
  ordersPerRound = 20,
  atWork = 500,
  ...options
}: KillsOptions): Promise<readonly string[]> {
  return inTornShop(options, async ({ split, random, faultsAfter }) => {
    const load = await Load.prepare(split.shop, random);
    const starts = new Map<string, Promise<void>>();
    for (const names of rounds(random, split)) {
      await Promise.all(names.flatMap((name) => starts.get(name) ?? []));
      load.begin(ordersPerRound);
      await load.acknowledgedMore(random.whole(1, Math.ceil(ordersPerRound / 2)));
      await pause(random.whole(0, atWork));
      say(`${names.join(', ')} killed`);
      await Promise.all(names.map((name) => split.of(name).kill()));
      for (const name of names) starts.set(name, heardLater(split.of(name).start()));
    }
    await Promise.all(starts.values());
    say('all shoppers have had their way');
    await load.ended();
    return [...load.failures.map((failure) => JSON.stringify(failure)), ...(await faultsAfter(load))];
  });
}

/** What fails is told to whoever waits for it, which may be later. */
function heardLater(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}
