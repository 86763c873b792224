import { append, counted, happened, opened, type OpenForTest, owed, placesOf, readTo, times } from './harness.js';

/** What is not for a reader moves it on all the same. */
export function passingOver(open: OpenForTest): void {
  describe('what is not for a reader', () => {
    const { owner, reader } = opened(open);

    it.each([
      ['of a type that it does not hear', 'Counted', happened],
      ['that is not published', 'Whispered', happened],
      ['of any type, when it hears none', 'Happened', ''],
    ] as const)('moves it on: %s', async (_, type, heard) => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const head = await append(log, times(30, type));
      expect(await readTo(feed, start, head, { types: new Set([heard]) })).toEqual([]);
    });

    it('moves it on between what is, and behind the last of it', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      for (let turn = 0; turn < 10; turn++) await append(log, ['Counted', 'Whispered', 'Happened', 'Whispered']);
      const messages = await readTo(feed, start, start + 40, { types: new Set([counted]), limit: 3 });
      expect(placesOf(messages)).toEqual(await owed(log, start, ['Counted']));
    });
  });

  describe('the head', () => {
    const { owner, reader } = opened(open);

    it('is the owner’s, whatever is published', async () => {
      const { log } = owner();
      const { feed } = await reader();
      expect(await feed.head()).toBe(await log.head());
      const head = await append(log, ['Happened', 'Whispered']);
      expect(await feed.head()).toBe(head);
      await readTo(feed, await log.head(), head);
    });
  });
}
