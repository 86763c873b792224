import type { Protection } from '#platform/weakening';
import { createTestDatabase } from '../support/database.js';
import { TestBroker } from '../support/nats.js';
import { faultsAtRest } from './invariants/audit.js';
import type { Promised } from './invariants/books.js';
import { type KillableProcess } from './killable-process.js';
import { KillableSplit } from './killable-split.js';
import { Owners } from './owners.js';
import { Random } from './random.js';
import { say } from './waiting-for.js';

export interface TornShopOptions {
  readonly transport?: 'http' | 'nats';
  /** How many processes of a context, or of the gateway; one where nothing is said. */
  readonly instances?: Readonly<Record<string, number>>;
  /** Protections that are taken away, to see that they are missed. */
  readonly weakened?: readonly Protection[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** The stage of a scenario. */
export interface TornShop {
  readonly split: KillableSplit;
  readonly owners: Owners;
  readonly random: Random;
  /** All that is wrong once nothing is at work any more, by the books and the logs. */
  faultsAfter(load: Promised): Promise<readonly string[]>;
}

/** Plays a scenario in a torn shop with a database, and a broker, of its own. */
export async function inTornShop<Result>(
  { transport = 'http', instances = {}, weakened = [], settings = {} }: TornShopOptions,
  scenario: (shop: TornShop) => Promise<Result>,
): Promise<Result> {
  const random = Random.printed();
  const database = await createTestDatabase();
  const broker = transport === 'nats' ? await TestBroker.start() : undefined;
  const owners = new Owners(database.url);
  const extra = weakened.length === 0 ? settings : { ...settings, WEAKENED: weakened.join(',') };
  let split: KillableSplit | undefined;
  try {
    say(`a torn shop opens, over ${transport}${weakened.length > 0 ? `, without ${weakened.join(', ')}` : ''}`);
    split = await KillableSplit.start(database.url, {
      ...(broker && { natsUrl: broker.url }),
      instances,
      settings: extra,
    });
    const faultsAfter = async (load: Promised) => {
      say(`rest, after ${load.acknowledged.length} orders`);
      return [...(await faultsAtRest(split!.shop, database.url, load)), ...(await split!.grown())];
    };
    return await scenario({ split, owners, random, faultsAfter });
  } catch (error) {
    say(String(error));
    throw error;
  } finally {
    await split?.end();
    await owners.end();
    await broker?.close();
    await database.drop();
  }
}

export function namesOf(processes: readonly KillableProcess[]): string {
  return processes.map(({ name }) => name).join(', ');
}
