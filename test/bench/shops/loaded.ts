import { setTimeout as pause } from 'node:timers/promises';
import { difference, type ProcessorTime, processorTime } from '../machine/processor-time.js';
import { type Contender } from '../figures/rounds.js';
import { beginOrders, Orders, placeOrders } from './load.js';
import type { Shop } from './shops.js';

/** What orders over HTTP, as many as there can be, made of a shop with all consumers running beside it. */
export interface Loaded {
  readonly placedPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Orders whose shipment was prepared, per second from the first order to the last shipment. */
  readonly completedPerSecond: number;
  /** Processor milliseconds per completed order, by process. */
  readonly perOrder: ProcessorTime;
}

export const connections = 64;

/** A shop under so many seconds of orders, until the last of them has its shipment. */
export function loadedShop(shop: Shop, server: number, seconds: number): Contender<Loaded> {
  return { name: shop.name, turn: () => loadOnce(shop, server, seconds) };
}

async function loadOnce(shop: Shop, server: number, seconds: number): Promise<Loaded> {
  await beginOrders(shop);
  const orders = await Orders.of(shop);
  const head = await orders.head();
  const before = await processorTime(shop.pids, server);
  const load = await placeOrders(shop, { connections, seconds });
  const outcome = await orders.settled(head);
  const used = difference(before, await processorTime(shop.pids, server));
  await orders.close();
  return {
    placedPerSecond: load['2xx'] / load.duration,
    p50: load.latency.p50,
    p99: load.latency.p99,
    failed: load.non2xx + load.errors,
    completedPerSecond: outcome.prepared / outcome.seconds,
    perOrder: scaled(used, 1 / outcome.prepared),
  };
}

/** Processor milliseconds per second without any order, by process. */
export async function idleTimes(shop: Shop, server: number): Promise<ProcessorTime> {
  const seconds = 3;
  await pause(1_000);
  const before = await processorTime(shop.pids, server);
  await pause(seconds * 1_000);
  return scaled(difference(before, await processorTime(shop.pids, server)), 1 / seconds);
}

function scaled(times: ProcessorTime, factor: number): ProcessorTime {
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time * factor]));
}
