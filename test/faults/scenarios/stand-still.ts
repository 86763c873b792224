import { readFileSync } from 'node:fs';
import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import type { KillableProcess } from '../killable-process.js';
import { inSmallSystem } from './in-small-system.js';

/** How an owner of consumers stands still in the middle of a batch: it is stopped, or its event loop is blocked for seven seconds. */
export type Standstill = 'freeze' | 'block';

/**
 * Two processes run; the owner of all consumers stands still with a batch in hand until the other has handled it, and then goes on
 * where it stood. Answers with all that is wrong in the end.
 */
export function standStill(how: Standstill, ...weakened: Protection[]): Promise<readonly string[]> {
  const settings = weakened.length > 0 ? onlyTheProjection : {};
  return inSmallSystem({ name: `an owner stands still: ${how}`, instances: 2, weakened, settings }, async (system) => {
    const [other, owner] = system.processes as readonly [KillableProcess, KillableProcess];
    await owner.start({ CRASH_AT: `consumer-applied:8:${how}` });
    await other.start();
    system.ringers.begin({ ringers: 1, pause: 100 });
    await eventually(() => expect(isStill(owner, how)).toBe(true), { within: 20_000, every: 20 });
    await system.ringers.acknowledgedMore(20);
    await system.ringers.stop();
    const restless = await system.restless();
    owner.thaw();
    const isRefused = await eventually(() => expect(owner.output).toContain(refusal), { within: 20_000 }).then(
      () => [],
      () => ['the write of the owner that stood still was not refused'],
    );
    return [...restless, ...isRefused, ...(await system.wrongAtRest())];
  });
}

/** Of the consumers that may be at work at that moment it is the one whose double writes show as such. */
const onlyTheProjection = { HEARING: 'heard' };
const refusal = 'another instance has taken over';

/** One that is blocked says so before; of one that is stopped the kernel says so. */
function isStill({ pid, output }: KillableProcess, how: Standstill): boolean {
  if (how === 'block') return output.includes('is blocked');
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
