import { randomUUIDv7 } from 'node:crypto';
import { type Contender, inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { type Figures, measure, median, speed } from '../figures/statistics.js';
import { concurrency } from '../logs/compared.js';
import { withDatabase } from '../logs/databases.js';
import { OurLog } from '../logs/our-log.js';
import type { Bench, Measure } from '../measure.js';

export const growth: Measure = {
  name: 'growth',
  title: 'Appends and hot commands on small and large logs, 64 at once',
  run: measureSizes,
};

async function measureSizes(bench: Bench): Promise<Section> {
  const sizes = bench.isQuick ? [1_000, 10_000, 50_000] : [10_000, 100_000, 1_000_000, 5_000_000];
  const milliseconds = bench.isQuick ? 400 : 2_000;
  return openAll(bench, sizes, [], async (logs) => {
    const contenders = await Promise.all(logs.map((log, index) => contendersOf(log, sizes[index]!, milliseconds)));
    const outcomes = await inTurns(contenders.flat(), bench.rounds);
    const [least, most] = [sizes[0]!, sizes.at(-1)!];
    const over = (kind: string) => ratios(outcomes, nameOf(kind, most), nameOf(kind, least), speed);
    const line = (kind: string) => ({
      name: kind,
      values: sizes.map((size) => median(outcomes.get(nameOf(kind, size))!.map(speed))),
    });
    return sectionOf(outcomes, {
      method: `A log of each size in a database of its own, in turns of ${milliseconds} ms.`,
      findings: [
        { target: 'grownAppends', rounds: over('new streams') },
        { target: 'grownHot', rounds: over('hot aggregates') },
      ],
      plots: [
        {
          title: 'Growth',
          unit: '/s',
          over: 'events',
          at: sizes,
          lines: [line('new streams'), line('hot aggregates')],
        },
      ],
    });
  });
}

/** A log for each size, all at once, so that the sizes can take turns. */
async function openAll<T>(
  bench: Bench,
  [size, ...others]: readonly number[],
  opened: readonly OurLog[],
  work: (logs: readonly OurLog[]) => Promise<T>,
): Promise<T> {
  if (size === undefined) return work(opened);
  return withDatabase(bench.postgres.url, `growth_${size}`, async (url) => {
    const log = await OurLog.open(url);
    try {
      await log.growTo(size);
      return await openAll(bench, others, [...opened, log], work);
    } finally {
      await log.close();
    }
  });
}

async function contendersOf(log: OurLog, size: number, milliseconds: number): Promise<readonly Contender<Figures>[]> {
  const ids = Array.from({ length: concurrency }, () => randomUUIDv7());
  for (const id of ids) await log.append(id);
  const turn = (work: (loop: number) => Promise<number>) => () => measure(concurrency, milliseconds, work);
  return [
    { name: nameOf('new streams', size), turn: turn(() => log.append(randomUUIDv7())) },
    { name: nameOf('hot aggregates', size), turn: turn((loop) => log.appendToBegun(ids[loop]!)) },
  ];
}

function nameOf(kind: string, size: number): string {
  return `${kind}, ${size} events`;
}
