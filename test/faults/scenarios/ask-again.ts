import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Protection } from '#platform/weakening';
import type { Reply } from '../ringers.js';
import type { SmallSystem } from '../small-system-under-test.js';
import { inSmallSystem } from './in-small-system.js';
import { died } from './kill-at.js';

/**
 * Twenty clients ask for the same under one key at once, and again until each has its answer; the process dies as soon as the first
 * of them may run. Then the key is used for something else. Answers with all that is wrong in the end.
 */
export function askTwentyTimes(...weakened: Protection[]): Promise<readonly string[]> {
  return inSmallSystem({ name: 'twenty ask for the same', weakened }, async (system) => {
    await system.start();
    const [ring, key] = [randomUUID(), randomUUID()];
    system.history.note({ what: 'invoked', bell: 'bell-1', ring });
    await system.process.end();
    const answers = Promise.all(Array.from({ length: 20 }, () => untilKnown(system, ring, key)));
    const crashAt = weakened.length > 0 ? 'writer-committed' : 'key-claimed';
    const survived = await died(system, { CRASH_AT: crashAt });
    await system.start();
    const all = await answers;
    for (const { body } of all.slice(0, 1))
      system.history.note({ what: 'acknowledged', bell: 'bell-1', ring, ...body });
    const others = new Set(all.map(({ status, body }) => `${status} ${body.nth}`));
    const changed = await system.ringers.ask('bell-1', randomUUID(), key);
    return [
      ...survived,
      ...(others.size === 1 ? [] : [`they were answered differently: ${[...others].join(', ')}`]),
      ...(changed.status === 422 ? [] : [`another request under the key was answered ${changed.status}`]),
      ...(await system.wrongAtRest()),
    ];
  });
}

async function untilKnown({ ringers }: SmallSystem, ring: string, key: string): Promise<Reply> {
  for (;;) {
    const reply = await ringers.ask('bell-1', ring, key).catch(() => undefined);
    const isOpen = reply === undefined || reply.status >= 500 || reply.body.code === 'http.request-in-progress';
    if (!isOpen) return reply;
    await pause(50);
  }
}
