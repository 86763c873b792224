import { randomUUIDv7 } from 'node:crypto';
import { inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { measure } from '../figures/statistics.js';
import { withDatabase } from '../logs/databases.js';
import { OurLog } from '../logs/our-log.js';
import { RawTables } from '../logs/raw-tables.js';
import type { Bench, Measure } from '../measure.js';

export const oneAlone: Measure = {
  name: 'one-alone',
  title: 'One command alone',
  run: (bench) => withDatabase(bench.postgres.url, 'one_alone', (url) => run(bench, url)),
};

async function run({ isQuick, rounds }: Bench, url: string): Promise<Section> {
  const [ours, raw] = [await OurLog.open(url), await RawTables.open(url, 1)];
  const milliseconds = isQuick ? 700 : 3_000;
  const contenders = [
    { name: 'ours', turn: () => measure(1, milliseconds, () => ours.append(randomUUIDv7())) },
    { name: 'raw row', turn: () => measure(1, milliseconds, () => raw.insertRow()) },
  ];
  const outcomes = await inTurns(contenders, rounds);
  await Promise.all([ours.close(), raw.close()]);
  return sectionOf(outcomes, {
    method: `One after the other, ${milliseconds} ms a turn: a command that appends one event, and an insert of one row. Compared by the median of how long one takes.`,
    findings: [{ target: 'aloneOverRawRow', rounds: ratios(outcomes, 'ours', 'raw row', ({ p50 }) => p50) }],
  });
}
