import { crashPoints } from '#platform/crash-points';
import { killAt, killRelay, pointsOfRelay, pointsUnderLoad, type PointUnderLoad } from './scenarios/kill-at.js';

const points = Object.keys(pointsUnderLoad) as PointUnderLoad[];
/** Killed while a person decides on a parked stream: see the scenario of the poison event. */
const elsewhere = ['parking-decided'];

it('every crash point has a process that dies there', () => {
  expect([...points, ...pointsOfRelay, ...elsewhere].toSorted()).toEqual(Object.keys(crashPoints).toSorted());
});

describe('a system that is killed twenty times loses, doubles, invents and disorders nothing', () => {
  it.each(points)('at %s', async (point) => {
    expect(await killAt([point], 20)).toEqual([]);
  });

  it('at each of the points of a relay', async () => {
    expect(await killRelay(20)).toEqual([]);
  });
});

describe('a system that stores what it has done apart from its effects does twice what it did before it was killed', () => {
  it.each(['checkpoint-written', 'timer-taken', 'effect-noted', 'drain-finished'] as const)('at %s', async (point) => {
    const wrong = await killAt([point], 3, { weakened: ['checkpoint-with-effects'] });
    expect(wrong).toContainEqual(expect.stringMatching(/^\S+ has applied \S+ \d+ twice$/));
  });
});

it('a system that forgets answers does again what it did before it was killed', async () => {
  const wrong = await killAt(['writer-committed'], 3, { weakened: ['answer-kept-under-key'] });
  expect(wrong).toContainEqual(expect.stringMatching(/was rung twice$/));
});
