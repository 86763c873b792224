import { eventually } from '../../support/eventually.js';
import type { KillableProcess } from '../killable-process.js';
import { Load } from '../load.js';
import { inTornShop, namesOf, type TornShop, type TornShopOptions } from '../torn-shop.js';
import { say } from '../waiting-for.js';

export interface TakeOverOptions extends TornShopOptions {
  /** Contexts with two processes. */
  readonly contexts: readonly string[];
}

/** How an owner of consumers goes, and how soon another must have them all. Milliseconds. */
export const waysToGo = {
  killed: { go: (owner: KillableProcess) => owner.kill(), within: 5_000 },
  stopped: { go: (owner: KillableProcess) => owner.stop(), within: 2_000 },
  // A transaction that it had open ends after ten seconds only; until then its checkpoint may be locked.
  frozen: { go: (owner: KillableProcess) => Promise.resolve(owner.freeze()), within: 6_000 },
} as const;

type Way = keyof typeof waysToGo;

/**
 * Lets the owner of a context's consumers go under load, each context in turn and in each of these ways; the other process must
 * take over. Then the first comes back, thawed or started again. Answers with all that is wrong in the end.
 */
export function takeOver({ contexts, ...options }: TakeOverOptions, ways: readonly Way[]): Promise<readonly string[]> {
  const instances = Object.fromEntries(contexts.map((context) => [context, 2]));
  return inTornShop({ ...options, instances }, async (shop) => {
    const load = await Load.prepare(shop.split.shop, shop.random);
    const left: string[] = [];
    for (const way of ways) {
      for (const context of contexts) {
        load.begin(10);
        await load.acknowledgedMore(shop.random.whole(1, 5));
        left.push(...(await goes(shop, context, way)));
      }
    }
    await load.ended();
    return [...left, ...load.failures.map((failure) => JSON.stringify(failure)), ...(await shop.faultsAfter(load))];
  });
}

/** Answers with a complaint when nobody takes over in time. */
async function goes({ split, owners }: TornShop, context: string, way: Way): Promise<readonly string[]> {
  const all = await owners.all(context);
  const processes = split.instancesOf(context);
  const owner = await owners.most(context, processes);
  const others = processes.filter((other) => other !== owner);
  const { go, within } = waysToGo[way];
  say(`${owner.name} ${way}; ${namesOf(others)} takes over ${(await owners.of(context, owner)).length} consumers`);
  await go(owner);
  const goneAt = performance.now();
  const look = async () => expect(await owners.of(context, others[0]!)).toEqual(all);
  const isTakenOver = await eventually(look, { within, every: 50 }).then(
    () => true,
    () => false,
  );
  say(`… after ${Math.round(performance.now() - goneAt)} ms`);
  if (way === 'frozen') owner.thaw();
  else await owner.start();
  return isTakenOver ? [] : [`${namesOf(others)} did not take over from ${owner.name} within ${within} ms`];
}

/**
 * Two processes of each of some contexts work under load, and one of each stops and joins again. Answers with all that is wrong
 * in the end, and with each time that one found another at its own work.
 */
export function workInPairs({ contexts, ...options }: TakeOverOptions): Promise<readonly string[]> {
  const instances = Object.fromEntries(contexts.map((context) => [context, 2]));
  return inTornShop({ ...options, instances }, async ({ split, random, faultsAfter }) => {
    const load = await Load.prepare(split.shop, random);
    for (const context of contexts) {
      load.begin(20);
      await load.acknowledgedMore(random.whole(1, 5));
      const joining = split.of(`${context}-2`);
      await joining.stop();
      await joining.start();
      say(`${joining.name} has joined`);
    }
    load.begin(20);
    await load.ended();
    const faults = await faultsAfter(load);
    const met = [...split.processes.values()].filter(({ output }) =>
      output.includes('another instance has taken over'),
    );
    return [
      ...load.failures.map((failure) => JSON.stringify(failure)),
      ...faults,
      ...met.map(({ name }) => `${name} found another instance at its work`),
    ];
  });
}
