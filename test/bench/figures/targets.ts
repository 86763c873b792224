import { type Summary, summaryOf } from './statistics.js';

/** What a figure is to be. */
export interface Target {
  /** The measure that finds it. */
  readonly measure: string;
  readonly what: string;
  readonly bound: 'at least' | 'at most' | 'under';
  readonly value: number;
  readonly unit: string;
}

export interface Verdict extends Target {
  /** Undefined when it was not measured. */
  readonly measured: Summary | undefined;
  readonly isReached: boolean | undefined;
}

/** A figure that a target speaks of, one for each round. */
export interface Finding {
  readonly target: TargetName;
  readonly rounds: readonly number[];
}

/** All there are, in the order in which they are told. Which figure each of them means is settled: it is not moved to be reached. */
export const targets = {
  appendOverEmmett: atLeast(8, '×', 'append-one', 'one event, new streams, 64 at once ÷ Emmett'),
  appendOverCastore: atLeast(3, '×', 'append-one', 'one event, new streams, 64 at once ÷ Castore'),
  appendOverRawRows: atLeast(2.5, '×', 'append-one', 'one event, new streams, 64 at once ÷ raw, one row a commit'),
  appendLatency: under(6, 'ms', 'append-one', 'p99 of these'),
  appendTenOverEmmett: atLeast(1.6, '×', 'append-ten', 'ten events, 64 at once ÷ Emmett'),
  appendTenOverRawBatches: atLeast(0.6, '×', 'append-ten', 'ten events, 64 at once ÷ raw batches of 100'),
  aloneOverRawRow: atMost(1.3, '×', 'one-alone', 'one command alone ÷ one raw insert, p50'),
  hotReads: atMost(0, 'a command', 'hot', 'statements that read, hot aggregates'),
  hotOverNew: atLeast(0.8, '×', 'hot', 'hot aggregates ÷ new streams'),
  coldOverEmmett: atLeast(3, '×', 'cold', 'load 20 events cold and append ÷ Emmett'),
  coldOverCastore: atLeast(1.6, '×', 'cold', 'load 20 events cold and append ÷ Castore'),
  coldOverRaw: atLeast(1.1, '×', 'cold', 'load 20 events cold and append ÷ raw read and insert'),
  projectionOverEmmett: atLeast(6, '×', 'projection', 'stored events into a table ÷ Emmett'),
  projectionSpeed: atLeast(20_000, '/s', 'projection', 'stored events into a table'),
  ordersPlaced: atLeast(1_500, '/s', 'orders', 'orders placed, one process, all consumers running'),
  ordersLatency: under(100, 'ms', 'orders', 'p99 of these'),
  ordersCompleted: atLeast(500, '/s', 'orders', 'orders placed and their shipments prepared'),
  acceptedOrders: atLeast(4_000, '/s', 'orders-alone', 'orders placed, consumers paused'),
  acceptedOverBare: atLeast(0.45, '×', 'orders-alone', 'these ÷ bare Nest with one raw insert a request'),
  splitOverMonolith: atLeast(0.5, '×', 'split', 'orders to shipments, split over NATS ÷ one process'),
  readOverBare: atLeast(0.5, '×', 'reads', 'GET /orders/{id} ÷ bare Fastify with one raw select'),
  graphqlOverRead: atLeast(0.4, '×', 'reads', 'the same by GraphQL ÷ GET'),
  latencyInProcess: under(3, 'ms', 'latency', 'event to effect in another context, one process, p50'),
  latencyOverNats: under(10, 'ms', 'latency', 'event to effect in another context, over NATS, p50'),
  readyAfterStart: under(1_500, 'ms', 'start', 'ready after npm start with data'),
  idleMemory: under(220, 'MB', 'start', 'memory of the idle process'),
  loadedMemory: under(450, 'MB', 'start', 'memory under load, the most'),
  grownAppends: atLeast(0.9, '×', 'growth', 'appends to the largest log ÷ to the smallest'),
  grownHot: atLeast(0.9, '×', 'growth', 'hot commands on the largest log ÷ on the smallest'),
  longStream: atMost(1.5, '×', 'long-streams', 'loading 1,000,000 events, 99 behind the snapshot ÷ 99 without one'),
  rebuildLinear: atLeast(0.9, '×', 'rebuild', 'events/s rebuilding the most events ÷ the fewest'),
  soakMemory: atMost(1.1, '×', 'soak', 'memory in the last fifth ÷ in the second'),
  soakLatency: atMost(1.2, '×', 'soak', 'p99 in the last fifth ÷ in the second'),
  soakHoles: atMost(0, 'positions', 'soak', 'holes in the logs, and orders without a shipment'),
} as const satisfies Readonly<Record<string, Target>>;

export type TargetName = keyof typeof targets;

/** Every target of these measures beside what was found. It is reached when the median of the rounds is. */
export function verdictsOf(measures: readonly string[], findings: readonly Finding[]): readonly Verdict[] {
  const found = new Map(findings.map(({ target, rounds }) => [target, rounds]));
  return (Object.entries(targets) as [TargetName, Target][])
    .filter(([, { measure }]) => measures.includes(measure))
    .map(([name, target]) => {
      const rounds = found.get(name) ?? [];
      if (rounds.length === 0) return { ...target, measured: undefined, isReached: undefined };
      const measured = summaryOf(rounds);
      return { ...target, measured, isReached: isReached(target, measured.median) };
    });
}

function isReached({ bound, value }: Target, measured: number): boolean {
  if (bound === 'at least') return measured >= value;
  return bound === 'at most' ? measured <= value : measured < value;
}

function atLeast(value: number, unit: string, measure: string, what: string): Target {
  return { bound: 'at least', value, unit, measure, what };
}

function atMost(value: number, unit: string, measure: string, what: string): Target {
  return { bound: 'at most', value, unit, measure, what };
}

function under(value: number, unit: string, measure: string, what: string): Target {
  return { bound: 'under', value, unit, measure, what };
}
