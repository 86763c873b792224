import { contexts } from './killable-split.js';
import { killProcesses } from './scenarios/kill-processes.js';

it('loses nothing when each process of the torn shop is killed in turn, and then all at once', async () => {
  const rounds = () => [['gateway'], ...contexts.map((name) => [name]), ['gateway', ...contexts]];
  expect(await killProcesses({ transport: 'nats', rounds })).toEqual([]);
}, 180_000);
