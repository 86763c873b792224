import { killAt, killRelay, pointsUnderLoad, type PointUnderLoad } from './scenarios/kill-at.js';

const points = Object.keys(pointsUnderLoad) as PointUnderLoad[];

describe('a system that is killed loses, doubles, invents and disorders nothing', () => {
  it('at each of the points that one process passes', async () => {
    expect(await killAt(points, 1)).toEqual([]);
  }, 180_000);

  it('at each of the points of a relay', async () => {
    expect(await killRelay(1)).toEqual([]);
  });
});
