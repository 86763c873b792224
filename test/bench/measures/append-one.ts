import { randomUUIDv7 } from 'node:crypto';
import { type Contender, figuresOf, inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { type Figures, measure, speed } from '../figures/statistics.js';
import { type Compared, concurrency, openCompared } from '../logs/compared.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

export const appendOne: Measure = {
  name: 'append-one',
  title: 'Appending one event, new streams, 64 at once',
  run: (bench) => withDatabase(bench.postgres.url, 'append_one', (url) => run(bench, url)),
};

async function run({ postgres, withPeers, isQuick, rounds }: Bench, url: string): Promise<Section> {
  const compared = await openCompared(url, postgres.url, withPeers);
  const milliseconds = isQuick ? 700 : 3_000;
  const outcomes = await inTurns(contendersOf(compared, milliseconds), rounds);
  await compared.close();
  const over = (other: string) => ratios(outcomes, 'ours', other, speed);
  return sectionOf(outcomes, {
    method: `${milliseconds} ms a turn, ${compared.settings}. Each append is one commit to whoever waits for it.`,
    findings: [
      { target: 'appendOverEmmett', rounds: over('Emmett') },
      { target: 'appendOverCastore', rounds: over('Castore') },
      { target: 'appendOverRawRows', rounds: over('raw rows') },
      { target: 'appendLatency', rounds: figuresOf(outcomes, 'ours', ({ p99 }) => p99) },
    ],
  });
}

function contendersOf({ ours, raw, emmett, castore }: Compared, milliseconds: number): readonly Contender<Figures>[] {
  const atOnce = (name: string, append: () => Promise<number>): Contender<Figures> => ({
    name,
    turn: () => measure(concurrency, milliseconds, append),
  });
  return [
    atOnce('ours', () => ours.append(randomUUIDv7())),
    atOnce('raw rows', () => raw.insertRow()),
    ...(emmett ? [atOnce('Emmett', () => emmett.append(1))] : []),
    ...(castore ? [atOnce('Castore', () => castore.append())] : []),
  ];
}
