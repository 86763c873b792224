import type { Message } from '#platform/feed';
import { Work, type Workplace } from './work.js';

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) continue;
}

it('a large batch does not keep a request waiting until its end', async () => {
  const work = new Work({} as Workplace, 'tests.busy');
  const messages = Array.from({ length: 50 }, (_, nth) => ({ id: `${nth}`, correlationId: 'c' }) as Message);
  let handled = 0;
  const { promise: handledBefore, resolve: answer } = Promise.withResolvers<number>();
  setImmediate(() => answer(handled));
  await work.handleAll(messages, async () => {
    busyFor(1);
    handled++;
  });
  expect(await handledBefore).toBeLessThan(messages.length);
});
