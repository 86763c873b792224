import { takeOver, workInPairs } from './scenarios/take-over.js';

it('takes over within five seconds from an owner that is killed, and at once from one that stops', async () => {
  expect(await takeOver({ contexts: ['orders'] }, ['killed', 'stopped'])).toEqual([]);
}, 180_000);

it('would count twice if each process ran every consumer and stored how far it is wherever the other has moved it', async () => {
  const faults = await workInPairs({
    contexts: ['analytics'],
    weakened: ['one-owner', 'checkpoint-is-compared'],
  });
  expect(faults).toContainEqual(expect.stringMatching(/^analytics count/));
}, 180_000);
