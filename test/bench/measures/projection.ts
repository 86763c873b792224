import { bestOf, type Contender, figuresOf, inTurns, ratios } from '../figures/rounds.js';
import type { Section } from '../figures/section.js';
import { withDatabase, onServer } from '../logs/databases.js';
import { Emmett } from '../logs/emmett.js';
import { OurProjection } from '../logs/our-projection.js';
import type { Bench, Measure } from '../measure.js';

export const projection: Measure = {
  name: 'projection',
  title: 'Stored events into a table',
  run: (bench) => withDatabase(bench.postgres.url, 'projection', (url) => run(bench, url)),
};

type Turn = Contender<number>;

async function run({ isQuick, rounds, withPeers }: Bench, url: string): Promise<Section> {
  const events = isQuick ? 20_000 : 200_000;
  const ours = await OurProjection.open(url);
  await ours.fill(events);
  const contenders: Turn[] = [ourTurn(ours, events)];
  let settings = '';
  if (withPeers) {
    const { turn, batchSize } = await emmettTurn(url, events / 10);
    contenders.push(turn);
    settings = ` Emmett: a tenth of the events, for it takes each by itself and time by event is what counts; ${batchSize} a batch, the fastest of those tried, and no pause between batches.`;
  }
  const outcomes = await inTurns(contenders, rounds);
  await ours.close();
  const perSecond = (name: string) => figuresOf(outcomes, name, (speed) => speed);
  return {
    method: `${events} events, one row for four of them, from the start of the consumer until all are handled; ours with the settings that the shop runs with.${settings}`,
    findings: [
      { target: 'projectionOverEmmett', rounds: ratios(outcomes, 'ours', 'Emmett', (speed) => speed) },
      { target: 'projectionSpeed', rounds: perSecond('ours') },
    ],
    series: [...outcomes.keys()].map((name) => ({ name, unit: '/s', rounds: perSecond(name) })),
  };
}

function ourTurn(ours: OurProjection, events: number): Turn {
  let turns = 0;
  return {
    name: 'ours',
    turn: async () => {
      const consumers = await ours.beginAnew(`bench.counter-view-${++turns}`);
      try {
        return await speedOf(events, async () => {
          consumers.start();
          await ours.caughtUp(consumers);
        });
      } finally {
        await consumers.stop();
      }
    },
  };
}

async function emmettTurn(url: string, events: number): Promise<{ readonly turn: Turn; readonly batchSize: number }> {
  const emmett = await Emmett.open(url, 10);
  await emmett.fillTotals(events / 4);
  await emmett.close();
  await onServer(
    url,
    'create table counted (counter text primary key, total integer not null, counted_at timestamptz not null)',
  );
  let turns = 0;
  const project = async (batchSize: number) => {
    await onServer(url, 'truncate counted');
    return speedOf(events, () => emmett.project('counted', `counter-view-${++turns}`, batchSize));
  };
  const batchSize = await bestOf([100, 1_000, 10_000], project);
  return { batchSize, turn: { name: 'Emmett', turn: () => project(batchSize) } };
}

async function speedOf(events: number, work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - begun);
}
