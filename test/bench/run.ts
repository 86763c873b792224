import { join, resolve } from 'node:path';
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres';
import { roundsOf, type Wanted } from './command-line.js';
import { verdictsOf } from './figures/targets.js';
import { installPeers, versionsOfPeers } from './logs/peers.js';
import { describeMachine } from './machine/machine.js';
import { busyness } from './machine/quiet.js';
import type { Bench, Measure } from './measure.js';
import { keep } from './report/keep.js';
import { printMachine, printSection, printVerdicts } from './report/printed.js';
import type { Measured, Results } from './report/results.js';

/** Runs measures one after the other on a server of their own, tells of each as it ends, and keeps what they found. */
export async function runMeasures(wanted: Wanted, measures: readonly Measure[]): Promise<Results> {
  const begun = new Date().toISOString();
  const { load } = busyness();
  if (wanted.peers) installPeers();
  const folder = resolve('.data', `bench-${process.pid}`);
  const settings = { track_commit_timestamp: 'on' };
  const postgres = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), settings, log: console.log });
  const leave = () => leaveNothing(postgres, folder);
  process.once('exit', leave);
  try {
    const machine = { ...(await describeMachine(postgres.url)), ...(wanted.peers && versionsOfPeers()) };
    const bench = { postgres, folder, isQuick: wanted.quick, rounds: roundsOf(wanted), withPeers: wanted.peers };
    const options = optionsOf(wanted, bench.rounds, load);
    printMachine({ ...machine, ...options });
    const sections: Measured[] = [];
    for (const measure of measures) sections.push(await runMeasure(measure, bench));
    const findings = sections.flatMap((section) => section.findings);
    const names = sections.map(({ name }) => name);
    const results = { begun, machine, options, verdicts: verdictsOf(names, findings), sections };
    printVerdicts(results);
    for (const file of await keep(results)) console.log(`Written to ${file}`);
    return results;
  } finally {
    process.off('exit', leave);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** For a run that is cut short: the server goes at once, and what is still open of its files goes with it. */
function leaveNothing({ pid }: EmbeddedPostgres, folder: string): void {
  process.kill(pid, 'SIGQUIT');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** One that fails does not keep the others from being measured. */
async function runMeasure(measure: Measure, bench: Bench): Promise<Measured> {
  const { name, title } = measure;
  const [begun, start] = [new Date().toISOString(), performance.now()];
  const nothing = { method: '', findings: [], series: [] };
  const section = await measure
    .run(bench)
    .catch((error: Error) => ({ ...nothing, failed: error.stack ?? error.message }));
  const measured = { name, title, begun, seconds: (performance.now() - start) / 1_000, ...section };
  printSection(measured);
  return measured;
}

function optionsOf({ quick, force, peers }: Wanted, rounds: number, load: number) {
  return {
    rounds: `${rounds}, each contender in turn, after a warm-up that does not count`,
    sizes: quick ? 'SMALL (--quick): not to be quoted' : 'full',
    peers: peers ? 'measured' : 'not measured (--peers)',
    'load average before': `${load.toFixed(2)} of ${busyness().limit.toFixed(2)} at most${force ? ', forced' : ''}`,
  };
}
