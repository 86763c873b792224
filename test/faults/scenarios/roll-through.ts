import type { KillableProcess } from '../killable-process.js';
import type { KillableSplit } from '../killable-split.js';
import { SteadyLoad } from '../steady-load.js';
import { inTornShop, type TornShopOptions } from '../torn-shop.js';
import { say } from '../waiting-for.js';

/** Who asks for his own writes waits for them, however busy the machine is: that they come late is no failure of a restart. */
const unhurried = { HTTP_CONSISTENCY_WAIT: '20s' };

export interface RollOptions extends Omit<TornShopOptions, 'settings'> {
  /** Contexts, or the gateway, whose processes are stopped and started one after the other; all unless some are named. */
  readonly through?: readonly string[];
}

/**
 * Restarts every process, one after the other, in a rush of orders and under a load that asks everything once. Answers with what was not answered as it
 * should be, and with all that is wrong in the end.
 */
export function rollThrough({ through, ...options }: RollOptions): Promise<readonly string[]> {
  return inTornShop({ ...options, settings: unhurried }, async ({ split, faultsAfter }) => {
    const load = await SteadyLoad.prepare(split.shop);
    load.begin();
    await load.answeredMore(100);
    const processes = [...split.processes.values()].filter(({ name }) => through?.includes(contextOf(name)) ?? true);
    const troubles: string[] = [];
    for (const process of processes) {
      say(
        `${process.name} stops and starts again, after ${load.answered} answers and ${load.failures.length} failures`,
      );
      await load.rush();
      troubles.push(...(await restart(split, process)));
      await load.answeredMore(50);
    }
    await load.end();
    for (const failure of load.failures) say(failure);
    return [...load.failures, ...troubles, ...(await faultsAfter(load))];
  });
}

async function restart(split: KillableSplit, process: KillableProcess): Promise<readonly string[]> {
  const isGateway = contextOf(process.name) === 'gateway';
  if (isGateway) await split.leadPast(process);
  const { code } = await process.stop();
  await process.start();
  if (isGateway) await split.isOpen(process.origin);
  if (isGateway) await split.leadPast(undefined);
  return code === 0 ? [] : [`${process.name} ended with ${code} when it was asked to stop`];
}

function contextOf(name: string): string {
  return name.replace(/-\d+$/, '');
}
