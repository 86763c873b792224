import { Random } from './random.js';
import { killAt, pointsUnderLoad, type PointUnderLoad } from './scenarios/kill-at.js';

const points = Object.keys(pointsUnderLoad) as PointUnderLoad[];

it('a system that is killed at points drawn by chance loses, doubles, invents and disorders nothing', async () => {
  const drawn = Random.printed().shuffled(points).slice(0, 8);
  expect(await killAt(drawn, 1)).toEqual([]);
});
