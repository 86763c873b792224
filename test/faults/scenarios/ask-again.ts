import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Protection } from '#platform/weakening';
import { TestBroker } from '../../support/nats.js';
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

/**
 * Two clients use the same key, each for a ringing of his own, and again until each has his answer; the process dies once both may
 * run. Answers with all that is wrong in the end.
 */
export async function askUnderTheSameKey(...weakened: Protection[]): Promise<readonly string[]> {
  const broker = await TestBroker.start();
  const options = { name: 'two clients use the same key', weakened, natsUrl: broker.url };
  try {
    return await inSmallSystem(options, async (system) => {
      await system.start();
      await system.process.end();
      const key = randomUUID();
      const asked = Promise.all(['one', 'another'].map((who) => ringOnce(system, key, who)));
      const survived = await died(system, { CRASH_AT: weakened.length > 0 ? 'writer-committed' : 'key-claimed:2' });
      await system.process.start();
      return [...survived, ...(await asked).flat(), ...(await system.wrongAtRest())];
    });
  } finally {
    await broker.close();
  }
}

/** Answers with a complaint unless the client is told that this ringing of his own was done. */
async function ringOnce(system: SmallSystem, key: string, who: string): Promise<readonly string[]> {
  const ring = randomUUID();
  system.history.note({ what: 'invoked', bell: 'bell-1', ring });
  const { status, body } = await untilKnown(system, ring, key, who);
  if (status !== 201) return [`${who} was answered ${status} ${body.code}`];
  system.history.note({ what: 'acknowledged', bell: 'bell-1', ring, ...body });
  return [];
}

async function untilKnown({ ringers }: SmallSystem, ring: string, key: string, who?: string): Promise<Reply> {
  for (;;) {
    const reply = await ringers.ask('bell-1', ring, key, who).catch(() => undefined);
    const isOpen = reply === undefined || reply.status >= 500 || reply.body.code === 'http.request-in-progress';
    if (!isOpen) return reply;
    await pause(50);
  }
}
