import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import { inSmallSystem } from './in-small-system.js';
import { died } from './kill-at.js';

/**
 * A bell is cracked: what hears it fails until its streams are parked, while all others are heard. Then it is mended and the streams
 * are resumed, and the process is killed while it does that, and while it works them off. Answers with all that is wrong in the end.
 */
export function poison(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'a poison event', weakened }, async (system) => {
    const { process, ringers } = system;
    const slowly = weakened.length > 0 ? { pause: 400 } : {};
    await process.start({ CRACKED: 'bell-8' });
    ringers.begin({ ...slowly, ringers: 2, bells: ['bell-1', 'bell-8'] });
    const parked = () => system.count('village.held_streams', `status = 'parked'`);
    await eventually(async () => expect(await parked()).toBe(2), { within: 40_000, every: 200 });
    const before = await system.count('village.heard', `bell = 'bell-1'`);
    await eventually(async () =>
      expect(await system.count('village.heard', `bell = 'bell-1'`)).toBeGreaterThan(before),
    );
    await process.end();
    const missed: string[] = [];
    for (const point of ['parking-decided', 'drain-handled', 'drain-finished:2', 'drain-handled:3'])
      missed.push(...(await died(system, { CRASH_AT: point, RESUMES: 'yes' })));
    await process.start({ RESUMES: 'yes' });
    return [...missed, ...(await system.wrongAtRest())];
  });
}
