import { contexts } from './killable-split.js';
import { killProcesses } from './scenarios/kill-processes.js';

it('loses nothing when each process of the torn shop is killed in turn, and then all at once', async () => {
  const rounds = () => [['gateway'], ...contexts.map((name) => [name]), ['gateway', ...contexts]];
  expect(await killProcesses({ transport: 'nats', rounds })).toEqual([]);
}, 180_000);

it('would place orders twice if answers were not kept under their keys', async () => {
  const rounds = () => [['gateway'], ['gateway']];
  const faults = await killProcesses({ rounds, weakened: ['answer-kept-under-key'] });
  expect(faults).toContainEqual(expect.stringMatching(/^order \S+ was placed twice or by nobody$/));
}, 180_000);
