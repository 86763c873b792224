import type { Position } from '#platform/core';
import { positionFrom } from '#platform/core';
import type { EventLog, Extent } from '../event-log.js';
import {
  anEvent,
  aStream,
  following,
  landed,
  type OpenEventLog,
  opened,
  type OpenForTest,
  readAll,
  write,
} from './harness.js';

class ChangedMyMind extends Error {}

export type WhatWritersDo =
  'commits' | 'conflicts' | 'commits a transaction' | 'rolls back' | 'stalls before its commit' | 'dies';
type Deed = (harness: OpenEventLog, stream: string) => Promise<number>;

/** What writers do; each answers how many events it has left in the log. */
const deeds: Readonly<Record<WhatWritersDo, Deed>> = {
  commits: async ({ log }, stream) => landed(await log.append([write(stream, 0, 2)])).writes[0]!.version,
  conflicts: async ({ other }, stream) => {
    await other.append([write(stream, 4)]);
    return 0;
  },
  'commits a transaction': async ({ other, database }, stream) => {
    await database.transaction(async (transaction) =>
      landed(await other.appendWithin(transaction, [write(stream, 0, 3)])),
    );
    return 3;
  },
  'rolls back': async ({ log, database }, stream) => {
    const work = database.transaction(async (transaction) => {
      landed(await log.appendWithin(transaction, [write(stream, 0, 3)]));
      throw new ChangedMyMind();
    });
    await expect(work).rejects.toThrow(ChangedMyMind);
    return 0;
  },
  'stalls before its commit': async ({ log, database }, stream) => {
    await database.transaction(async (transaction) => {
      landed(await log.appendWithin(transaction, [write(stream, 0, 1)]));
      await transaction.query('select pg_sleep(0.02)');
    });
    return 1;
  },
  dies: async ({ log, database, kill }, stream) => {
    const work = database.transaction(async (transaction) => {
      landed(await log.appendWithin(transaction, [write(stream, 0, 2)]));
      await kill(transaction);
      await transaction.query('select 1');
    });
    await expect(work).rejects.toThrow();
    return 0;
  },
};

/** Reads page by page until told to stop; throws at the first position that is not the next one. */
async function follow(log: EventLog, extent: Extent, after: Position, isOver: () => boolean): Promise<Position> {
  for (let last = after; ;) {
    const over = isOver();
    const page = await log.read(last, 20, extent);
    const seen = page.map(({ position }) => position).join();
    if (seen !== following(last, page.length).join()) throw new Error(`A reader that had come to ${last} saw ${seen}`);
    last = page.at(-1)?.position ?? last;
    if (over && page.length === 0) return last;
  }
}

/** Has readers follow a log while writers do what is asked of them; throws as soon as a reader sees a position without all below it. */
export async function followWriters(
  harness: OpenEventLog,
  names = Object.keys(deeds) as WhatWritersDo[],
): Promise<void> {
  const { log, other } = harness;
  const start = await log.head();
  let over = false;
  const extents: readonly Extent[] = ['all', 'part'];
  const followed = [log, other].flatMap((reader) => extents.map((extent) => follow(reader, extent, start, () => over)));
  const readers = Promise.all(followed);
  readers.catch(() => undefined);
  const kinds = names.map((name) => deeds[name]);
  const writers = kinds.map(async (_, writer) => {
    let left = 0;
    for (let turn = 0; turn < 24; turn++) left += await kinds[(writer + turn) % kinds.length]!(harness, aStream());
    return left;
  });
  const left = await Promise.all(writers).finally(() => {
    over = true;
  });
  const written = left.reduce((sum, amount) => sum + amount, 0);
  expect(await readers).toEqual(Array(4).fill(start + written));
  expect(await log.head()).toBe(start + written);
}

/** Positions become visible in order and stay without holes. */
export function visibility(open: OpenForTest): void {
  describe('a reader', () => {
    const harness = opened(open);

    it('never sees a position without all below it while writers commit, roll back, stall and die', async () => {
      await followWriters(harness());
    });

    it('finds no hole after a thousand rollbacks and two thousand conflicts', async () => {
      const { log, database } = harness();
      const start = await log.head();
      const rollBack = () =>
        database
          .transaction(async (transaction) => {
            await log.appendWithin(transaction, [write(aStream(), 0)]);
            throw new ChangedMyMind();
          })
          .catch((error: unknown) => expect(error).toBeInstanceOf(ChangedMyMind));
      const aHundred = following(0, 100).flatMap(() => [
        () => rollBack(),
        () => log.append([write(aStream(), 1)]),
        () => log.append([write(aStream(), 1)]),
      ]);
      for (let turn = 0; turn < 10; turn++) {
        await Promise.all(aHundred.map((work) => work()));
        await log.append([write(aStream(), 0)]);
      }
      expect((await readAll(log, start)).map(({ position }) => position)).toEqual(following(start, 10));
    });

    it('that begins after an append sees it, whatever is being read already', async () => {
      const { log, other } = harness();
      const start = await log.head();
      const large = anEvent({ text: 'x'.repeat(1_000_000) });
      await log.append([
        {
          stream: aStream(),
          expectedVersion: 0,
          events: Array.from({ length: 15 }, () => ({ ...large, id: anEvent().id })),
        },
      ]);
      const early = other.read(start, 100);
      const wrote = write(aStream(), 0);
      await log.append([wrote]);
      const late = await other.read(start, 100);
      expect(late.at(-1)!.stream).toBe(wrote.stream);
      expect([15, 16]).toContain((await early).length);
    });

    it('has of what its own process appended just what the others have', async () => {
      const { log, other, database } = harness();
      const start = await log.head();
      await log.append([write(aStream(), 0)]);
      await log.append([write(aStream(), 0, 3), write(aStream(), 0, 2, anEvent().id)]);
      await Promise.all([1, 2, 3].map((amount) => log.append([write(aStream(), 0, amount)])));
      await other.append([write(aStream(), 0)]);
      const landedWithin = await database.transaction(async (transaction) =>
        landed(await log.appendWithin(transaction, [write(aStream(), 0, 2)])),
      );
      log.announce(landedWithin);
      const [own, others] = await Promise.all([readAll(log, start), readAll(other, start)]);
      expect(own).toHaveLength(15);
      expect(JSON.stringify(own)).toBe(JSON.stringify(others));
    });

    it('has none of what its own process takes back', async () => {
      const { log, database } = harness();
      const start = await log.head();
      const undone = database.transaction(async (transaction) => {
        landed(await log.appendWithin(transaction, [write(aStream(), 0)]));
        await transaction.query('select 1 / 0');
      });
      await expect(undone).rejects.toThrow('division by zero');
      expect(await log.read(start, 10)).toEqual([]);
      const wrote = write(aStream(), 0);
      await log.append([wrote]);
      expect((await log.read(start, 10)).map(({ stream }) => stream)).toEqual([wrote.stream]);
    });

    it('has what other processes append behind what its own has, as soon as it asks', async () => {
      const { log, other } = harness();
      const start = await log.head();
      await log.append([write(aStream(), 0)]);
      expect(await log.read(start, 10)).toHaveLength(1);
      await other.append([write(aStream(), 0, 2)]);
      expect(await log.read(start, 10)).toHaveLength(3);
      expect(await log.read(start, 2)).toHaveLength(2);
    });

    it('sees the head move to what it can read', async () => {
      const { log, other } = harness();
      await log.append([write(aStream(), 0, 2)]);
      const head = await other.head();
      expect(await other.read(positionFrom(head - 1), 5)).toHaveLength(1);
      expect(await other.read(head, 5)).toEqual([]);
    });
  });
}
