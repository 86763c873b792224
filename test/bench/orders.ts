import { setTimeout as pause } from 'node:timers/promises';
import { Orders, placeOrder, placeOrders } from './load.js';
import { difference, type ProcessorTime, processorTime } from './processor-time.js';
import type { Shop } from './shops.js';
import { median } from './statistics.js';

/** What placing orders over HTTP costs a shop, with all consumers running beside it. */
export interface OrdersRow {
  readonly shop: string;
  readonly transport: string;
  readonly connections: number;
  readonly placedPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Orders whose shipment was prepared, per second from the first order to the last shipment. */
  readonly completedPerSecond: number;
  /** Processor milliseconds per completed order, by process. */
  readonly perOrder: ProcessorTime;
  /** Processor milliseconds per second without any order, by process. */
  readonly idle: ProcessorTime;
}

type Round = Omit<OrdersRow, 'shop' | 'transport' | 'connections' | 'idle'>;

export interface OrdersComparison {
  readonly rows: readonly OrdersRow[];
  /** The second shop over the first: the median of the ratios of each pair of rounds. */
  readonly placedRatio: number;
  readonly completedRatio: number;
}

export interface OrdersOptions {
  readonly server: number;
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** The same load on two shops, in turns, so that whatever else the machine does meets both. */
export async function compareOrders(shops: readonly [Shop, Shop], options: OrdersOptions): Promise<OrdersComparison> {
  const runs = new Map<Shop, Round[]>(shops.map((shop) => [shop, []]));
  for (const shop of shops) await warmUp(shop, options);
  const idle = await idleTimes(shops, options.server);
  for (let round = 0; round < options.rounds; round++) {
    const inTurn = round % 2 === 0 ? shops : shops.toReversed();
    for (const shop of inTurn) runs.get(shop)!.push(await loadOnce(shop, options));
  }
  const [first, second] = shops.map((shop) => runs.get(shop)!) as [Round[], Round[]];
  const ratio = (figure: (round: Round) => number) =>
    median(second.map((round, index) => figure(round) / figure(first[index]!)));
  return {
    rows: shops.map((shop) => ({
      ...rowOf(shop, runs.get(shop)!),
      connections: options.connections,
      idle: idle.get(shop)!,
    })),
    placedRatio: ratio(({ placedPerSecond }) => placedPerSecond),
    completedRatio: ratio(({ completedPerSecond }) => completedPerSecond),
  };
}

async function warmUp(shop: Shop, { connections }: OrdersOptions): Promise<void> {
  const orders = await Orders.of(shop);
  while (!(await placeOrder(shop))) continue;
  await placeOrders(shop, { connections, seconds: 4 });
  await orders.settled('0');
  await orders.close();
}

async function idleTimes(shops: readonly Shop[], server: number): Promise<ReadonlyMap<Shop, ProcessorTime>> {
  const seconds = 3;
  await pause(1_000);
  const before = await Promise.all(shops.map(({ pids }) => processorTime(pids, server)));
  await pause(seconds * 1_000);
  const after = await Promise.all(shops.map(({ pids }) => processorTime(pids, server)));
  return new Map(
    shops.map((shop, index) => [shop, scaled(difference(before[index]!, after[index]!), 1 / seconds)] as const),
  );
}

async function loadOnce(shop: Shop, { server, connections, seconds }: OrdersOptions): Promise<Round> {
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

function rowOf({ name, transport }: Shop, rounds: readonly Round[]): Omit<OrdersRow, 'connections' | 'idle'> {
  const middle = (figure: (round: Round) => number) => median(rounds.map(figure));
  const processes = Object.keys(rounds[0]!.perOrder);
  return {
    shop: name,
    transport,
    placedPerSecond: middle(({ placedPerSecond }) => placedPerSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    completedPerSecond: middle(({ completedPerSecond }) => completedPerSecond),
    perOrder: Object.fromEntries(processes.map((name) => [name, middle(({ perOrder }) => perOrder[name]!)])),
  };
}

function scaled(times: ProcessorTime, factor: number): ProcessorTime {
  return Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time * factor]));
}
