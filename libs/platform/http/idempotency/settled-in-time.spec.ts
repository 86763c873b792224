import { setImmediate as nextTurn } from 'node:timers/promises';
import { settledInTime } from './settled-in-time.js';

process.env['LOG_LEVEL'] = 'silent';

const claim = { caller: 'somebody', route: 'POST /orders', key: 'key', attempt: 'first' };

/** An answer that is about to be kept, and whether it has gone out. */
function ready(patience: number) {
  const keeping = Promise.withResolvers<void>();
  const answer = { isOut: false };
  const sent = settledInTime(claim, keeping.promise, patience).then(() => (answer.isOut = true));
  return { keeping, answer, sent };
}

it('waits until an answer is kept', async () => {
  const { keeping, answer, sent } = ready(60_000);
  await nextTurn();
  expect(answer.isOut).toBe(false);
  keeping.resolve();
  await sent;
});

it('waits no longer than it may, and does not mind what becomes of it', async () => {
  const { keeping, sent } = ready(1);
  await sent;
  keeping.reject(new Error('The database is away'));
  await nextTurn();
});

it('waits no longer when the answer cannot be kept', async () => {
  const { keeping, sent } = ready(60_000);
  keeping.reject(new Error('The database is away'));
  await sent;
});
