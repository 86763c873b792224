import { setTimeout as pause } from 'node:timers/promises';
import { measure, measureTimes, median, percentiles, summaryOf } from './statistics.js';

describe('statistics', () => {
  it('has the median between the two in the middle of an even number', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7]), median([])]).toEqual([2, 2.5, 7, 0]);
  });

  it('shows the spread of rounds by the least and the most', () => {
    expect(summaryOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  });

  it('has percentiles of whatever order', () => {
    const latencies = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(percentiles(latencies)).toEqual({ p50: 101, p99: 199 });
  });

  it('counts what all loops did, also when they end at the same moment', async () => {
    let done = 0;
    const begun = performance.now();
    const { perSecond } = await measureTimes(8, 80, async () => {
      await pause(1);
      done += 3;
      return 3;
    });
    const most = (performance.now() - begun) / 1_000;
    expect(done).toBe(240);
    expect(Math.round(perSecond * most)).toBeGreaterThanOrEqual(done);
  });

  it('gives each turn to one loop', async () => {
    const turns: number[] = [];
    await measureTimes(4, 10, async (turn) => turns.push(turn));
    expect(turns.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('tells each loop which one it is', async () => {
    const loops = new Set<number>();
    await measure(3, 20, async (loop) => {
      loops.add(loop);
      await pause(1);
      return 1;
    });
    expect([...loops]).toEqual([0, 1, 2]);
  });
});
