import { setImmediate as nextTurn } from 'node:timers/promises';
import { positionFrom, type RecordedEvent } from '#platform/core';
import type { Extent } from '#platform/log';
import { RecentEvents } from './recent-events.js';
import type { Appended, SentEvent } from './stored-event.js';

function eventsBetween(after: number, upTo: number): RecordedEvent[] {
  const amount = Math.max(0, upTo - after);
  return Array.from({ length: amount }, (_, nth) => ({ position: after + nth + 1 }) as unknown as RecordedEvent);
}

/** What this process appends behind a position. */
function anAppend(after: number, amount: number): Appended {
  return { after, moment: '2026-11-22T08:00:00.000Z', events: Array.from({ length: amount }, () => ({}) as SentEvent) };
}

/** A log that grows, and notes what is read from it. */
function aLog(kept: number) {
  const log = { head: 0, reads: [] as string[], opened: 0 };
  const opening = { keys: Promise.resolve() };
  const recent = new RecentEvents(
    async (after, limit) => {
      log.reads.push(`${after}+${limit}`);
      const amount = Math.max(0, Math.min(limit, log.head - after));
      await nextTurn();
      return eventsBetween(after, after + amount);
    },
    async (appended) => {
      log.opened += 1;
      await opening.keys;
      return appended.flatMap(({ after, events }) => eventsBetween(after, after + events.length));
    },
    kept,
  );
  /** Appends here, behind what is there. */
  const append = (amount: number) => {
    recent.note(anAppend(log.head, amount));
    log.head += amount;
  };
  const read = async (after: number, limit: number, extent?: Extent) =>
    (await recent.after(positionFrom(after), limit, extent)).map(({ position }): number => position);
  const begun = async (reads: number) => {
    while (log.reads.length < reads) await nextTurn();
  };
  return { log, recent, opening, append, read, begun };
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

  describe('while a read is under way', () => {
    /** A reader of everything behind the second event has begun when three were there; then a fourth came. */
    async function readBy(...extents: readonly Extent[]) {
      const { log, read, begun } = aLog(10);
      log.head = 3;
      await read(0, 2);
      const first = read(2, 8);
      await begun(2);
      log.head = 4;
      const later = extents.map((extent) => read(2, 3, extent));
      return { first: await first, later: await Promise.all(later), reads: log.reads };
    }

    it('is not read again by whoever goes on from what that one brings', async () => {
      const { first, later, reads } = await readBy('part', 'part');
      expect([first, ...later]).toEqual([[3], [3], [3]]);
      expect(reads).toEqual(['0+2', '2+8']);
    });

    it('is read again by whoever wants all that is there', async () => {
      expect((await readBy('all')).later).toEqual([[3, 4]]);
    });

    it('is read again when that one began too early to bring anything', async () => {
      const { log, read, begun } = aLog(10);
      log.head = 2;
      await read(0, 2);
      const first = read(2, 8);
      await begun(2);
      log.head = 3;
      const second = read(2, 8, 'part');
      expect([await first, await second]).toEqual([[], [3]]);
    });
  });

  it('serves every part of what is kept, and nothing from before it', async () => {
    const { log, read } = aLog(4);
    log.head = 6;
    await read(0, 3);
    await read(3, 3);
    const before = log.reads.length;
    expect([await read(2, 2), await read(4, 9, 'part'), await read(5, 1)]).toEqual([[3, 4], [5, 6], [6]]);
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
    const none = () => Promise.resolve([]);
    const recent = new RecentEvents(() => (away ? Promise.reject(new Error('away')) : none()), none, 5);
    await expect(recent.after(positionFrom(0), 5)).rejects.toThrow('away');
    away = false;
    await expect(recent.after(positionFrom(0), 5)).resolves.toEqual([]);
  });

  it('is read on from where what is kept ends, by whoever wants all that is there', async () => {
    const { log, read } = aLog(10);
    log.head = 3;
    await read(0, 3);
    log.head = 5;
    expect(await read(1, 9)).toEqual([2, 3, 4, 5]);
    expect(log.reads).toEqual(['0+3', '3+7']);
  });
});

describe('what this process has appended', () => {
  it('is read by nobody', async () => {
    const { log, append, read } = aLog(10);
    log.head = 2;
    await read(0, 2);
    append(2);
    append(1);
    expect(await read(2, 9, 'part')).toEqual([3, 4, 5]);
    append(1);
    expect(await Promise.all([read(5, 9, 'part'), read(4, 9, 'part')])).toEqual([[6], [5, 6]]);
    expect(log.reads).toEqual(['0+2']);
  });

  it('is all there is of a log that has just begun', async () => {
    const { log, append, read } = aLog(10);
    append(2);
    expect(await read(0, 9, 'part')).toEqual([1, 2]);
    expect(log.reads).toEqual([]);
  });

  it('is opened once for all who ask, and as much of it as is asked for', async () => {
    const { log, opening, append, read } = aLog(10);
    const keys = Promise.withResolvers<void>();
    opening.keys = keys.promise;
    for (let nth = 0; nth < 6; nth++) append(1);
    const asked = Promise.all([read(0, 4, 'part'), read(0, 4, 'part')]);
    keys.resolve();
    expect(await asked).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    expect(log.opened).toBe(1);
    expect(await read(4, 9, 'part')).toEqual([5, 6]);
  });

  it('is kept in the order of its positions, whichever answer came first', async () => {
    const { log, recent, read } = aLog(10);
    log.head = 6;
    recent.note(anAppend(4, 2));
    recent.note(anAppend(0, 1));
    recent.note(anAppend(1, 3));
    expect(await read(0, 9, 'part')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log.reads).toEqual([]);
  });

  it('is read where other processes have appended between', async () => {
    const { log, append, read } = aLog(10);
    append(2);
    log.head = 4;
    append(2);
    expect(await read(0, 9, 'part')).toEqual([1, 2]);
    expect(await read(2, 9, 'part')).toEqual([3, 4, 5, 6]);
    append(1);
    expect(await read(6, 9, 'part')).toEqual([7]);
    expect(log.reads).toEqual(['2+9']);
  });

  it('is not known twice where a part of it was read', async () => {
    const { log, recent, read } = aLog(10);
    log.head = 4;
    expect(await read(0, 2)).toEqual([1, 2]);
    recent.note(anAppend(0, 4));
    expect(await read(2, 9, 'part')).toEqual([3, 4]);
    expect(await read(0, 4)).toEqual([1, 2, 3, 4]);
    expect(log.reads).toEqual(['0+2']);
  });

  it('is not kept for readers who are far behind', async () => {
    const { log, append, read } = aLog(10);
    for (let nth = 0; nth < 4; nth++) append(600);
    expect(await read(0, 2, 'part')).toEqual([1, 2]);
    expect(log.reads).toEqual(['0+2']);
  });

  it('is read when it cannot be opened', async () => {
    const { log, opening, append, read } = aLog(10);
    opening.keys = Promise.reject(new Error('The keys are away'));
    append(2);
    expect(await read(0, 9, 'part')).toEqual([1, 2]);
    expect(log.reads).toEqual(['0+9']);
  });

  it('is read again when somebody is forgotten while it is opened, or while the rest of it is read', async () => {
    const { log, recent, opening, append, read, begun } = aLog(10);
    const keys = Promise.withResolvers<void>();
    opening.keys = keys.promise;
    append(2);
    const opened = read(0, 9, 'part');
    recent.forget();
    keys.resolve();
    expect(await opened).toEqual([1, 2]);
    expect(log.reads).toEqual(['0+9']);
    const all = read(0, 9);
    await begun(2);
    recent.forget();
    expect(await all).toEqual([1, 2]);
    expect(log.reads).toEqual(['0+9', '2+7', '0+9']);
  });
});
