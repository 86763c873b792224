import { setTimeout as pause } from 'node:timers/promises';
import type { ContextConsumers, Rebuilds } from '#platform/consumers';
import { figuresOf, inTurns, ratios, type Contender } from '../figures/rounds.js';
import type { Section } from '../figures/section.js';
import { median } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import { OurProjection } from '../logs/our-projection.js';
import type { Bench, Measure } from '../measure.js';

export const rebuild: Measure = {
  name: 'rebuild',
  title: 'A read model built anew beside the one that serves',
  run: measureSizes,
};

interface Rebuilt {
  readonly eventsPerSecond: number;
  /** How long both took to be compared and exchanged, in milliseconds. */
  readonly switching: number;
}

const name = 'bench.counter-view';

async function measureSizes(bench: Bench): Promise<Section> {
  const sizes = bench.isQuick ? [20_000, 60_000] : [50_000, 100_000, 200_000];
  return openAll(bench, sizes, [], async (contenders) => {
    const outcomes = await inTurns(contenders, bench.rounds);
    const named = sizes.map(nameOf);
    const speed = ({ eventsPerSecond }: Rebuilt) => eventsPerSecond;
    const middle = (figure: (rebuilt: Rebuilt) => number) => named.map((of) => median(figuresOf(outcomes, of, figure)));
    return {
      method:
        'Events of a log into a table of one row for four of them, beside the one that serves; then compared and exchanged.',
      findings: [{ target: 'rebuildLinear', rounds: ratios(outcomes, named.at(-1)!, named[0]!, speed) }],
      series: [
        ...named.map((of) => ({ name: of, unit: '/s', rounds: figuresOf(outcomes, of, speed) })),
        ...named.map((of) => ({
          name: `${of}, exchanged`,
          unit: 'ms',
          rounds: figuresOf(outcomes, of, ({ switching }) => switching),
        })),
      ],
      plots: [
        {
          title: 'Rebuilding',
          unit: '/s',
          over: 'events',
          at: sizes,
          lines: [{ name: 'rebuilt', values: middle(speed) }],
        },
      ],
    };
  });
}

/** A database for each size, all at once, so that the sizes can take turns. */
async function openAll<T>(
  bench: Bench,
  [size, ...others]: readonly number[],
  opened: readonly Contender<Rebuilt>[],
  work: (contenders: readonly Contender<Rebuilt>[]) => Promise<T>,
): Promise<T> {
  if (size === undefined) return work(opened);
  return withDatabase(bench.postgres.url, `rebuild_${size}`, async (url) => {
    const projected = await OurProjection.open(url);
    await projected.fill(size);
    const consumers = await projected.beginAnew(name);
    consumers.start();
    try {
      await projected.caughtUp(consumers);
      const contender = { name: nameOf(size), turn: () => rebuildOnce(consumers, size) };
      return await openAll(bench, others, [...opened, contender], work);
    } finally {
      await consumers.stop();
      await projected.close();
    }
  });
}

function nameOf(events: number): string {
  return `${events} events`;
}

async function rebuildOnce({ rebuilds }: ContextConsumers, events: number): Promise<Rebuilt> {
  await rebuilds.start(name);
  const first = await reachedBy(rebuilds, 1);
  const last = await reachedBy(rebuilds, events);
  await rebuilds.switch(name, 'building', { force: false });
  const switching = performance.now() - last.at;
  await rebuilds.end(name);
  return { eventsPerSecond: ((events - first.position) * 1_000) / (last.at - first.at), switching };
}

/** Where the rebuild is, and when, once it has come to a position: until it begins time does not count. */
async function reachedBy(
  rebuilds: Rebuilds,
  wanted: number,
): Promise<{ readonly position: number; readonly at: number }> {
  for (;;) {
    const { sources } = await rebuilds.find(name);
    const position = Math.min(...sources.map((source) => source.position));
    if (position >= wanted) return { position, at: performance.now() };
    await pause(5);
  }
}
