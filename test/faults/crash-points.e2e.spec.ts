import { killAt, pointsUnderLoad, type PointUnderLoad } from './scenarios/kill-at.js';

const points = Object.keys(pointsUnderLoad) as PointUnderLoad[];

it('loses, doubles, invents and disorders nothing when it is killed at each of its crash points', async () => {
  expect(await killAt(points, 1)).toEqual([]);
}, 180_000);

it('would apply twice what it did before it was killed if its checkpoint were stored apart', async () => {
  const wrong = await killAt(['checkpoint-written'], 1, 'checkpoint-with-effects');
  expect(wrong).toContainEqual(expect.stringMatching(/^\S+ has applied \S+ \d+ twice$/));
}, 60_000);
