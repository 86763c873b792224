import { unpublishable } from '../unpublishable.js';
import { aStream, counted, opened, type OpenForTest, readTo, write } from './harness.js';

/** A feed speaks the language of today, however old an event is, and says where it cannot. */
export function oldEvents(open: OpenForTest): void {
  describe('what older code stored', () => {
    const { owner, reader } = opened(open);
    const published = async (type: string, schemaVersion: number, data: unknown) => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const { events, ...rest } = write(aStream(), 0, ['Told', 'Counted']);
      const old = { ...events[0]!, type, schemaVersion, data };
      await log.append([{ ...rest, events: [old, events[1]!] }]);
      const [message, behind] = await readTo(feed, start, await log.head());
      expect(behind).toMatchObject({ type: counted });
      return message;
    };

    it.each([
      ['its own name', 'Told'],
      ['an older name', 'Said'],
    ])('is published as what it says today, under %s', async (_, type) => {
      expect(await published(type, 1, { text: 'four' })).toMatchObject({ type: counted, data: { nth: 4 } });
    });

    it.each([
      ['of a type that nobody knows', 'Forgotten', 1, /folds its type/],
      ['of a version that is not known yet', 'Told', 3, /are of version 3 and this code knows 2/],
      ['that its upcaster does not understand', 'Told', 1, /upcaster from version 1 to 2 failed/],
    ])('stands in the feed as what cannot be published, %s', async (_, type, version, reason) => {
      const message = await published(type, version, {});
      expect(message).toMatchObject({ type: unpublishable, data: { reason: expect.stringMatching(reason) as string } });
    });
  });
}
