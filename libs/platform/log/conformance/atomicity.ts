import { aStream, anEvent, landed, opened, type OpenForTest, readAll, write } from './harness.js';

class ChangedMyMind extends Error {}

/** An append is all or nothing, and a transaction's append is the transaction's. */
export function atomicity(open: OpenForTest): void {
  describe('an append of several streams', () => {
    const harness = opened(open);

    it('lands as a whole', async () => {
      const { log } = harness();
      const [one, two] = [aStream(), aStream()];
      const start = await log.head();
      expect(await log.append([write(one, 0, 2), write(two, 0, 1)])).toEqual({
        outcome: 'appended',
        writes: [
          { stream: one, version: 2, position: start + 2 },
          { stream: two, version: 1, position: start + 3 },
        ],
      });
    });

    it('leaves nothing when one of its streams conflicts, and names that stream', async () => {
      const { log } = harness();
      const [one, two, three] = [aStream(), aStream(), aStream()];
      await log.append([write(two, 0)]);
      const start = await log.head();
      const outcome = await log.append([write(one, 0), write(two, 0), write(three, 0)]);
      expect(outcome).toEqual({ outcome: 'conflict', streams: [two] });
      expect(await readAll(log, start)).toEqual([]);
    });

    it('is judged apart from the others of its batch', async () => {
      const { log } = harness();
      const shared = aStream();
      const start = await log.head();
      const outcomes = await Promise.all([
        log.append([write(aStream(), 0), write(aStream(), 3)]),
        log.append([write(aStream(), 0), write(shared, 0)]),
        log.append([write(shared, 0), write(aStream(), 0)]),
        log.append([write(aStream(), 0)]),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['conflict', 'appended', 'conflict', 'appended']);
      expect(await readAll(log, start)).toHaveLength(3);
    });

    it.each<[string, object]>([
      ['an id that is none', { id: 'no uuid' }],
      ['no data', { data: undefined }],
      ['data that JSON cannot hold', { data: 10n }],
      ['a type with a zero byte', { type: 'Hap\u0000pened' }],
    ])('that cannot be stored fails alone: %s', async (_, flaw) => {
      const { log } = harness();
      const start = await log.head();
      const outcomes = await Promise.allSettled([
        log.append([write(aStream(), 0)]),
        log.append([{ ...write(aStream(), 0), events: [{ ...anEvent(), ...flaw }] }]),
        log.append([write(aStream(), 0)]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await readAll(log, start)).toHaveLength(2);
    });
  });

  describe('an append in a transaction', () => {
    const harness = opened(open);

    it('lands with the commit and not before', async () => {
      const { log, database } = harness();
      const wrote = write(aStream(), 0);
      const start = await log.head();
      await database.transaction(async (transaction) => {
        landed(await log.appendWithin(transaction, [wrote]));
        expect(await log.readStream(wrote.stream, 0)).toEqual([]);
        expect(await log.head()).toBe(start);
      });
      expect(await log.readStream(wrote.stream, 0)).toHaveLength(1);
    });

    it('leaves nothing when it is rolled back, not even a hole', async () => {
      const { log, database } = harness();
      const wrote = write(aStream(), 0, 3);
      const start = await log.head();
      const rolledBack = database.transaction(async (transaction) => {
        landed(await log.appendWithin(transaction, [wrote]));
        throw new ChangedMyMind();
      });
      await expect(rolledBack).rejects.toThrow(ChangedMyMind);
      expect(await log.head()).toBe(start);
      await log.append([write(wrote.stream, 0)]);
      expect((await readAll(log, start)).map(({ position }) => position)).toEqual([start + 1]);
    });

    it('tells a conflict', async () => {
      const { log, database } = harness();
      const stream = aStream();
      await log.append([write(stream, 0)]);
      const outcome = await database.transaction((transaction) => log.appendWithin(transaction, [write(stream, 0)]));
      expect(outcome).toEqual({ outcome: 'conflict', streams: [stream] });
      expect(await log.readStream(stream, 0)).toHaveLength(1);
    });
  });
}
