import { beginning, positionFrom } from '#platform/core';
import { aStream, following, landed, opened, type OpenForTest, readAll, write } from './harness.js';

/** Order, versions, paging, the head and the signal. */
export function ordering(open: OpenForTest): void {
  describe('order', () => {
    const harness = opened(open);

    it('is empty at first', async () => {
      const { log } = harness();
      expect(await log.head()).toBe(0);
      expect(await log.read(beginning, 10)).toEqual([]);
      expect(await log.readStream(aStream(), 0)).toEqual([]);
    });

    it('numbers positions through the log and versions through each stream', async () => {
      const { log } = harness();
      const [one, two] = [aStream(), aStream()];
      const start = await log.head();
      await log.append([write(one, 0, 2)]);
      await log.append([write(two, 0, 1)]);
      await log.append([write(one, 2, 2)]);
      expect((await log.read(start, 10)).map(({ stream, version, position }) => [stream, version, position])).toEqual([
        [one, 1, start + 1],
        [one, 2, start + 2],
        [two, 1, start + 3],
        [one, 3, start + 4],
        [one, 4, start + 5],
      ]);
    });

    it('tells where an append ended', async () => {
      const { log } = harness();
      const stream = aStream();
      const start = await log.head();
      const outcome = await log.append([write(stream, 0, 3)]);
      expect(outcome).toEqual({ outcome: 'appended', writes: [{ stream, version: 3, position: start + 3 }] });
      expect(await log.head()).toBe(start + 3);
    });

    it('keeps what was written with an event', async () => {
      const { log } = harness();
      const wrote = write(aStream(), 0, 1);
      await log.append([wrote]);
      const [event] = await log.readStream(wrote.stream, 0);
      expect(event).toMatchObject({ ...wrote.events[0], stream: wrote.stream, version: 1 });
      expect(new Date(event!.recordedAt).toISOString()).toBe(event!.recordedAt);
    });

    it.each([1, 2, 7, 1000])('is read in pages of %d without a gap or a repetition', async (limit) => {
      const { log } = harness();
      const start = await log.head();
      await log.append([write(aStream(), 0, 15)]);
      const positions: number[] = [];
      for (let after = start; ; after = positionFrom(positions.at(-1))) {
        const page = await log.read(after, limit);
        expect(page.length).toBeLessThanOrEqual(limit);
        if (page.length === 0) break;
        positions.push(...page.map(({ position }) => position));
      }
      expect(positions).toEqual(following(start, 15));
    });

    it('reads a stream from after a version', async () => {
      const { log } = harness();
      const stream = aStream();
      await log.append([write(stream, 0, 5)]);
      expect((await log.readStream(stream, 3)).map(({ version }) => version)).toEqual([4, 5]);
      expect(await log.readStream(stream, 5)).toEqual([]);
    });

    it('gives all events of an append one time', async () => {
      const { log } = harness();
      const start = await log.head();
      await log.append([write(aStream(), 0, 2_000), write(aStream(), 0, 1)]);
      const times = (await readAll(log, start)).map(({ recordedAt }) => recordedAt);
      expect([times.length, new Set(times).size]).toEqual([2_001, 1]);
    });

    it('never goes back in time', async () => {
      const { log } = harness();
      await Promise.all(Array.from({ length: 50 }, () => log.append([write(aStream(), 0)])));
      const times = (await readAll(log, beginning)).map(({ recordedAt }) => recordedAt);
      expect(times).toEqual(times.toSorted());
    });
  });

  describe('the signal', () => {
    const harness = opened(open);

    it('comes after each commit, when the event can be read', async () => {
      const { log } = harness();
      const wrote = write(aStream(), 0);
      const read = new Promise<number>((resolve) => {
        const stop = log.onAppended(() => {
          stop();
          resolve(log.readStream(wrote.stream, 0).then(({ length }) => length));
        });
      });
      await log.append([wrote]);
      expect(await read).toBe(1);
    });

    it('comes for an append in a transaction when its owner announces it', async () => {
      const { log, database } = harness();
      let signals = 0;
      const stop = log.onAppended(() => signals++);
      await database.transaction(async (transaction) =>
        landed(await log.appendWithin(transaction, [write(aStream(), 0)])),
      );
      expect(signals).toBe(0);
      log.announce();
      expect(signals).toBe(1);
      stop();
    });

    it('comes no more once stopped, and not for a conflict', async () => {
      const { log } = harness();
      let signals = 0;
      const stop = log.onAppended(() => signals++);
      await log.append([write(aStream(), 7)]);
      stop();
      await log.append([write(aStream(), 0)]);
      expect(signals).toBe(0);
    });
  });
}
