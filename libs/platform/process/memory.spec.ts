import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventually } from '#test/eventually';
import { collectGarbage, giveBackMemoryOnceAtRest } from './memory.js';

const every = 20;

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) continue;
}

it('is given back once the process is at rest, and once only', async () => {
  let collected = 0;
  giveBackMemoryOnceAtRest({ every, collect: async () => void collected++ });
  for (const end = performance.now() + 10 * every; performance.now() < end; await nextTurn()) busyFor(2);
  expect(collected).toBe(0);
  await eventually(() => expect(collected).toBe(1));
  let looks = 0;
  const looking = setInterval(() => looks++, every);
  await eventually(() => expect(looks).toBeGreaterThan(5));
  clearInterval(looking);
  expect(collected).toBe(1);
});

it('is what nobody needs any more', async () => {
  const needed = { by: 'us' };
  const [kept, left] = [new WeakRef(needed), new WeakRef({ by: 'nobody' })];
  await nextTurn();
  await collectGarbage();
  expect([kept.deref(), left.deref()]).toEqual([needed, undefined]);
});
