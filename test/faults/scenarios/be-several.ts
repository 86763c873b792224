import type { Protection } from '#platform/weakening';
import type { KillableProcess } from '../killable-process.js';
import type { Settings } from '../small-system-under-test.js';
import { inSmallSystem } from './in-small-system.js';

/**
 * Three processes start at once on a database that has nothing yet, and ring the same bells; then one dies and comes back. Answers with
 * all that is wrong in the end.
 */
export function startThreeAtOnce(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'three start at once', instances: 3, weakened }, async (system) => {
    const starts = await Promise.allSettled(system.processes.map((process) => process.start()));
    const failed = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
    if (failed.length > 0) return failed;
    system.ringers.begin({ bells: ['bell-1', 'bell-2'], among: origins(system.processes) });
    await system.ringers.acknowledgedMore(60);
    await system.process.kill();
    await system.ringers.acknowledgedMore(20);
    await system.process.start();
    return system.wrongAtRest();
  });
}

function origins(processes: readonly KillableProcess[]): () => string | undefined {
  let turn = 0;
  return () => processes[turn++ % processes.length]!.origin;
}

/** Of two processes the one that owns the timers has a clock that is an hour ahead. Answers with all that is wrong in the end. */
export function runAnHourAhead(ahead: Settings, ...weakened: Protection[]): Promise<readonly string[]> {
  const options = {
    name: 'clocks an hour apart',
    instances: 2,
    weakened,
    settings: { ANSWER_AFTER: '2000' },
    settingsOf: (instance: number) => (instance === 0 ? ahead : {}),
  };
  return inSmallSystem(options, async (system) => {
    for (const process of system.processes) await process.start();
    system.ringers.begin({ among: origins(system.processes) });
    await system.ringers.acknowledgedMore(40);
    return system.wrongAtRest();
  });
}
