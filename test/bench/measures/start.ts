import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Section } from '../figures/section.js';
import { memoryOf, mostMemoryDuring } from '../machine/memory.js';
import type { Bench, Measure } from '../measure.js';
import { Orders, placeFirstOrder, placeOrders } from '../shops/load.js';
import { connections } from '../shops/loaded.js';
import { startCommand, stop } from '../shops/programs.js';
import { openMonolith, type Shop, shopSettings, stockTheShop, withShops } from '../shops/shops.js';

export const start: Measure = {
  name: 'start',
  title: 'How soon it is ready, and how much memory it has',
  run,
};

const saysWhere = /is open: (http\S+)/;

async function run(bench: Bench): Promise<Section> {
  const ready = await timesToReady(bench);
  const memory = await withShops([() => openMonolith(bench.postgres.url)], (shop) => memoryOfShop(shop, bench));
  return {
    method:
      'npm start on a data directory with a catalogue and thousands of orders, with its embedded PostgreSQL, until it says that it is open. Memory: resident, of the one process; idle before the first order, then the most of it under orders from 64 connections.',
    findings: [
      { target: 'readyAfterStart', rounds: ready },
      { target: 'idleMemory', rounds: memory.idle },
      { target: 'loadedMemory', rounds: memory.loaded },
    ],
    series: [
      { name: 'npm start', unit: 'ms', rounds: ready },
      { name: 'memory, idle', unit: 'MB', rounds: memory.idle },
      { name: 'memory under load, the most', unit: 'MB', rounds: memory.loaded },
    ],
    ...(memory.idle.length === 0 && { leftOut: ['Memory is measured on Linux only'] }),
  };
}

/** The first start makes the data, gets orders, and does not count. */
async function timesToReady({ folder, rounds, isQuick }: Bench): Promise<readonly number[]> {
  const settings = { ...shopSettings, DATA_DIRECTORY: join(folder, 'started'), DATABASE_URL: '' };
  const first = await startCommand(npmStart(), settings, saysWhere);
  const shop = { origin: first.origin, token: await stockTheShop(first.origin) };
  await placeFirstOrder(shop);
  await placeOrders(shop, { connections, seconds: isQuick ? 1 : 10 });
  await stop(first.child);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const { child } = await startCommand(npmStart(), settings, saysWhere);
    times.push(performance.now() - begun);
    await pause(1_000);
    await stop(child);
  }
  return times;
}

function npmStart(): [string, ...string[]] {
  const npm = process.env['npm_execpath'];
  return npm?.endsWith('.js') ? [process.execPath, npm, 'start'] : ['npm', 'start'];
}

async function memoryOfShop(shop: Shop, { isQuick, rounds }: Bench) {
  const pid = shop.pids['shop']!;
  const [idle, loaded]: [(number | undefined)[], (number | undefined)[]] = [[], []];
  await pause(isQuick ? 1_000 : 5_000);
  for (let round = 0; round < rounds; round++) {
    idle.push(await memoryOf(pid));
    await pause(500);
  }
  await placeFirstOrder(shop);
  const orders = await Orders.of(shop);
  for (let round = 0; round < rounds; round++) {
    loaded.push(await mostMemoryDuring(pid, () => placeOrders(shop, { connections, seconds: isQuick ? 2 : 8 })));
    await orders.settled('0');
  }
  await orders.close();
  const known = (figures: readonly (number | undefined)[]) => figures.filter((figure) => figure !== undefined);
  return { idle: known(idle), loaded: known(loaded) };
}
