import type { Message } from '#platform/feed';
import { Work, type Workplace } from './work.js';

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) continue;
}

const consumers = 10;
const messages = Array.from({ length: 20 }, (_, nth) => ({ id: `${nth}`, correlationId: 'c' }) as Message);

it('consumers that are busy with large batches leave room for others all the time', async () => {
  let handled = 0;
  let isDone = false;
  const handledAtOnce: number[] = [];
  const someoneElse = () => {
    handledAtOnce.push(handled);
    handled = 0;
    if (!isDone) setImmediate(someoneElse);
  };
  setImmediate(someoneElse);
  await Promise.all(
    Array.from({ length: consumers }, async (_, nth) => {
      const work = new Work({} as Workplace, `tests.busy-${nth}`);
      await work.handleAll(messages, async () => {
        busyFor(1);
        handled++;
      });
    }),
  );
  isDone = true;
  expect(handledAtOnce.length).toBeGreaterThan(messages.length);
  expect(Math.max(...handledAtOnce)).toBeLessThan(consumers);
});
