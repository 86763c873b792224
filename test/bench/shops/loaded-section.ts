import { figuresOf, type Rounds } from '../figures/rounds.js';
import type { Line, Series, Table } from '../figures/section.js';
import { median } from '../figures/statistics.js';
import type { ProcessorTime } from '../machine/processor-time.js';
import type { Loaded } from './loaded.js';

/** What orders made of shops, by round. */
export function seriesOf(outcomes: Rounds<Loaded>): readonly Series[] {
  const figures: readonly (readonly [string, string, (loaded: Loaded) => number])[] = [
    ['placed', '/s', ({ placedPerSecond }) => placedPerSecond],
    ['completed', '/s', ({ completedPerSecond }) => completedPerSecond],
    ['p50', 'ms', ({ p50 }) => p50],
    ['p99', 'ms', ({ p99 }) => p99],
    ['refused or failed', 'orders', ({ failed }) => failed],
  ];
  return [...outcomes.keys()].flatMap((shop) =>
    figures.map(([figure, unit, of]) => ({ name: `${shop}, ${figure}`, unit, rounds: figuresOf(outcomes, shop, of) })),
  );
}

/** A line for each process, a column for each shop. */
export function processorTable(outcomes: Rounds<Loaded>, idle: ReadonlyMap<string, ProcessorTime>): Table {
  const shops = [...outcomes].map(([shop, rounds]) => ({
    shop,
    perOrder: medians(rounds.map(({ perOrder }) => perOrder)),
  }));
  const names = new Set(shops.flatMap(({ perOrder }) => Object.keys(perOrder)));
  const cell = (shop: string, perOrder: ProcessorTime, name: string) =>
    name in perOrder ? `${perOrder[name]!.toFixed(2)} (${idle.get(shop)![name]!.toFixed(0)})` : '';
  const lines = [...names].map((name): Line => ({
    process: name,
    ...Object.fromEntries(shops.map(({ shop, perOrder }) => [shop, cell(shop, perOrder, name)] as const)),
  }));
  const all = ({ perOrder }: { perOrder: ProcessorTime }) => Object.values(perOrder).reduce((sum, one) => sum + one, 0);
  const total: Line = {
    process: 'all',
    ...Object.fromEntries(shops.map((one) => [one.shop, all(one).toFixed(2)] as const)),
  };
  return {
    title: 'Processor milliseconds per completed order, and in parentheses per second without orders',
    lines: [...lines, total],
  };
}

function medians(times: readonly ProcessorTime[]): ProcessorTime {
  return Object.fromEntries(
    Object.keys(times[0]!).map((name) => [name, median(times.map((time) => time[name]!))] as const),
  );
}
