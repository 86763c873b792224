import { randomUUIDv7 } from 'node:crypto';
import { type Contender, inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { type Figures, measure, speed } from '../figures/statistics.js';
import { type Compared, concurrency, openCompared } from '../logs/compared.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

const events = 10;
const batch = 100;

export const appendTen: Measure = {
  name: 'append-ten',
  title: 'Appending ten events, new streams, 64 at once',
  run: (bench) => withDatabase(bench.postgres.url, 'append_ten', (url) => run(bench, url)),
};

async function run({ postgres, withPeers, isQuick, rounds }: Bench, url: string): Promise<Section> {
  const compared = await openCompared(url, postgres.url, withPeers);
  const milliseconds = isQuick ? 700 : 3_000;
  const outcomes = await inTurns(contendersOf(compared, milliseconds), rounds);
  await compared.close();
  return sectionOf(outcomes, {
    method: `Events, not appends, are counted. ${milliseconds} ms a turn, ${compared.settings}. Raw batches: ${batch} rows a commit by unnest, one writer; four writers are shown too.`,
    findings: [
      { target: 'appendTenOverEmmett', rounds: ratios(outcomes, 'ours', 'Emmett', speed) },
      { target: 'appendTenOverRawBatches', rounds: ratios(outcomes, 'ours', 'raw batches', speed) },
    ],
  });
}

function contendersOf({ ours, raw, emmett }: Compared, milliseconds: number): readonly Contender<Figures>[] {
  const by = (name: string, writers: number, append: () => Promise<number>): Contender<Figures> => ({
    name,
    turn: () => measure(writers, milliseconds, append),
  });
  return [
    by('ours', concurrency, () => ours.append(randomUUIDv7(), events)),
    by('raw batches', 1, () => raw.insertBatch(batch)),
    by('raw batches, four writers', 4, () => raw.insertBatch(batch)),
    ...(emmett ? [by('Emmett', concurrency, () => emmett.append(events))] : []),
  ];
}
