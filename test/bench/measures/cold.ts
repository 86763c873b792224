import { randomUUIDv7 } from 'node:crypto';
import { type Contender, inTurns, ratios } from '../figures/rounds.js';
import { type Section, sectionOf } from '../figures/section.js';
import { type Figures, measureTimes, speed } from '../figures/statistics.js';
import { type Compared, concurrency, openCompared } from '../logs/compared.js';
import { withDatabase } from '../logs/databases.js';
import type { Bench, Measure } from '../measure.js';

const eventsEach = 20;

export const cold: Measure = {
  name: 'cold',
  title: 'Loading a cold stream of 20 events and appending, 64 at once',
  run: (bench) => withDatabase(bench.postgres.url, 'cold', (url) => run(bench, url)),
};

async function run({ postgres, withPeers, isQuick, rounds }: Bench, url: string): Promise<Section> {
  const compared = await openCompared(url, postgres.url, withPeers);
  const perTurn = isQuick ? 500 : 4_000;
  const contenders = await contendersOf(compared, perTurn, rounds + 1);
  const outcomes = await inTurns(contenders, rounds);
  await compared.close();
  return sectionOf(outcomes, {
    method: `${perTurn} streams a turn, each of ${eventsEach} events and touched once, so that nobody has it in memory; ${compared.settings}.`,
    findings: [
      { target: 'coldOverEmmett', rounds: ratios(outcomes, 'ours', 'Emmett', speed) },
      { target: 'coldOverCastore', rounds: ratios(outcomes, 'ours', 'Castore', speed) },
      { target: 'coldOverRaw', rounds: ratios(outcomes, 'ours', 'raw read and insert', speed) },
    ],
  });
}

interface Store {
  fill(ids: readonly string[], eventsEach: number): Promise<void>;
}

async function contendersOf({ ours, raw, emmett, castore }: Compared, perTurn: number, turns: number) {
  const contenders: Contender<Figures>[] = [];
  const add = async (name: string, store: Store, command: (id: string) => Promise<number>) => {
    const ids = Array.from({ length: perTurn * turns }, () => randomUUIDv7());
    await store.fill(ids, eventsEach);
    const turn = () => {
      const untouched = ids.splice(0, perTurn);
      return measureTimes(concurrency, perTurn, (index) => command(untouched[index]!));
    };
    contenders.push({ name, turn });
  };
  await add('ours', ours, (id) => ours.appendToBegun(id));
  await add('raw read and insert', raw, (id) => raw.readAndInsert(id));
  if (emmett) await add('Emmett', emmett, (id) => emmett.loadAndAppend(id));
  if (castore) await add('Castore', castore, (id) => castore.loadAndAppend(id));
  return contenders;
}
