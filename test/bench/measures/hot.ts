import { randomUUIDv7 } from 'node:crypto';
import { inTurns, ratios } from '../figures/rounds.js';
import { type Line, type Section, sectionOf } from '../figures/section.js';
import { type Figures, measure, speed } from '../figures/statistics.js';
import { concurrency } from '../logs/compared.js';
import { withDatabase } from '../logs/databases.js';
import { OurLog } from '../logs/our-log.js';
import type { Bench, Measure } from '../measure.js';

export const hot: Measure = {
  name: 'hot',
  title: 'Commands on hot aggregates, 64 at once',
  run: (bench) => withDatabase(bench.postgres.url, 'hot', (url) => run(bench, url)),
};

interface HotFigures extends Figures {
  readonly commands: number;
  /** How often commands sent each statement. */
  readonly sent: Readonly<Record<string, number>>;
}

async function run({ isQuick, rounds }: Bench, url: string): Promise<Section> {
  const ours = await OurLog.open(url);
  const milliseconds = isQuick ? 700 : 3_000;
  const ids = Array.from({ length: concurrency }, () => randomUUIDv7());
  for (const id of ids) await ours.append(id);
  /** The new streams of the turn before have taken their places in memory. */
  const heat = async () => {
    for (const id of ids) await ours.appendToBegun(id);
  };
  const counting = async (work: (loop: number) => Promise<number>): Promise<HotFigures> => {
    await ours.settled();
    ours.sent.clear();
    let commands = 0;
    const figures = await measure(concurrency, milliseconds, (loop) => (commands++, work(loop)));
    await ours.settled();
    return { ...figures, commands, sent: Object.fromEntries(ours.sent) };
  };
  const outcomes = await inTurns(
    [
      {
        name: 'hot aggregates',
        turn: async () => {
          await heat();
          return counting((loop) => ours.appendToBegun(ids[loop]!));
        },
      },
      { name: 'new streams', turn: () => counting(() => ours.append(randomUUIDv7())) },
    ],
    rounds,
  );
  await ours.close();
  return sectionOf(outcomes, {
    method: `${concurrency} aggregates that memory knows, each with one command after the other, ${milliseconds} ms a turn. Every statement that a command sends is counted; what the background reads and writes for snapshots is none.`,
    findings: [
      { target: 'hotReads', rounds: outcomes.get('hot aggregates')!.map(readsIn) },
      { target: 'hotOverNew', rounds: ratios(outcomes, 'hot aggregates', 'new streams', speed) },
    ],
    tables: [
      {
        title: 'Statements of the last round, hot aggregates',
        lines: statementsIn(outcomes.get('hot aggregates')!.at(-1)!),
      },
    ],
  });
}

function readsIn({ sent, commands }: HotFigures): number {
  const others = Object.entries(sent).filter(([statement]) => !statement.startsWith('append'));
  return others.reduce((sum, [, times]) => sum + times, 0) / commands;
}

function statementsIn({ sent, commands }: HotFigures): readonly Line[] {
  return Object.entries(sent).map(([statement, times]) => ({ statement, 'a command': (times / commands).toFixed(4) }));
}
