import { beginning } from '#platform/core';
import { aStream, opened, type OpenForTest, owed, placesOf, readTo, type TestType, write } from './harness.js';

class ChangedMyMind extends Error {}

/** What arrives is the log: in its order, all of it, and nothing that was not committed. */
export function ordering(open: OpenForTest): void {
  describe('what arrives', () => {
    const { owner, reader } = opened(open);

    it('is in the order of the log and of each stream, and the same for every reader', async () => {
      const { log } = owner();
      const start = await log.head();
      const writer = async () => {
        const stream = aStream();
        for (let version = 0; version < 20; version++) await log.append([write(stream, version, ['Happened'])]);
      };
      const [one, two] = [await reader(), await reader()];
      const writing = Promise.all(Array.from({ length: 10 }, writer));
      const reading = Promise.all([one, two].map(({ feed }) => readTo(feed, start, start + 200, { limit: 17 })));
      await writing;
      const [first, second] = await reading;
      expect(placesOf(first!)).toEqual(await owed(log, start));
      expect(placesOf(second!)).toEqual(placesOf(first!));
      for (const [, messages] of Map.groupBy(first!, ({ stream }) => stream)) {
        expect(messages.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      }
    });

    it('was committed, and nothing that was committed is left out', async () => {
      const { log, database } = owner();
      const start = await log.head();
      const rollBack = () =>
        database
          .transaction(async (transaction) => {
            await log.appendWithin(transaction, [write(aStream(), 0, ['Happened', 'Happened'])]);
            throw new ChangedMyMind();
          })
          .catch((error: unknown) => expect(error).toBeInstanceOf(ChangedMyMind));
      const commit = (types: TestType[]) => log.append([write(aStream(), 0, types)]);
      const { feed } = await reader();
      const reading = readTo(feed, start, start + 150);
      for (let turn = 0; turn < 50; turn++)
        await Promise.all([commit(['Happened']), rollBack(), commit(['Whispered', 'Counted'])]);
      expect(placesOf(await reading)).toEqual(await owed(log, start));
    });

    it('waits for its commit', async () => {
      const { log, database } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const stream = aStream();
      await database.transaction(async (transaction) => {
        await log.appendWithin(transaction, [write(stream, 0, ['Happened'])]);
        await expect(readTo(feed, start, start + 1, { within: 300 })).rejects.toThrow('the feed is at');
      });
      expect(await readTo(feed, start, start + 1)).toHaveLength(1);
    });

    it('begins at the beginning for who has nothing yet', async () => {
      const { log } = owner();
      const { feed } = await reader();
      expect(placesOf(await readTo(feed, beginning, await log.head()))).toEqual(await owed(log, beginning));
    });
  });
}
