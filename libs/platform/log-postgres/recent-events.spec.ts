import { positionFrom, type RecordedEvent } from '#platform/core';
import { RecentEvents } from './recent-events.js';

/** A log that grows, and notes what is read from it. */
function aLog(kept: number) {
  const log = { head: 0, reads: [] as string[] };
  const recent = new RecentEvents((after, limit) => {
    log.reads.push(`${after}+${limit}`);
    const amount = Math.max(0, Math.min(limit, log.head - after));
    return Promise.resolve(
      Array.from({ length: amount }, (_, nth) => ({ position: after + nth + 1 }) as unknown as RecordedEvent),
    );
  }, kept);
  const read = async (after: number, limit: number) =>
    (await recent.after(positionFrom(after), limit)).map(({ position }): number => position);
  return { log, read };
}

describe('the end of the log', () => {
  it('is read once by all who ask at the same time', async () => {
    const { log, read } = aLog(10);
    log.head = 3;
    expect(await Promise.all([read(0, 5), read(0, 5), read(0, 5)])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(log.reads).toEqual(['0+5']);
  });

  it('is read again by whoever asks later, when what was kept ends', async () => {
    const { log, read } = aLog(10);
    log.head = 3;
    await read(0, 5);
    log.head = 4;
    expect(await read(3, 5)).toEqual([4]);
    expect(await read(4, 5)).toEqual([]);
    expect(log.reads).toEqual(['0+5', '3+5', '4+5']);
  });

  it('serves every part of what is kept, and nothing from before it', async () => {
    const { log, read } = aLog(4);
    log.head = 6;
    await read(0, 3);
    await read(3, 3);
    const before = log.reads.length;
    expect([await read(2, 2), await read(4, 9), await read(5, 1)]).toEqual([[3, 4], [5, 6], [6]]);
    expect(log.reads).toHaveLength(before);
    expect(await read(1, 2)).toEqual([2, 3]);
    expect(log.reads).toHaveLength(before + 1);
  });

  it('never has a hole, wherever readers are', async () => {
    const { log, read } = aLog(5);
    log.head = 40;
    for (const after of [0, 30, 3, 31, 12, 33, 38, 36, 0, 35, 40]) {
      const positions = await read(after, 4);
      expect(positions).toEqual(Array.from({ length: positions.length }, (_, nth) => after + nth + 1));
      expect(positions.length > 0).toBe(after < 40);
    }
  });

  it('is asked again after a failed read', async () => {
    let away = true;
    const recent = new RecentEvents(() => (away ? Promise.reject(new Error('away')) : Promise.resolve([])), 5);
    await expect(recent.after(positionFrom(0), 5)).rejects.toThrow('away');
    away = false;
    await expect(recent.after(positionFrom(0), 5)).resolves.toEqual([]);
  });
});
