import { unpublishable as type } from '../unpublishable.js';
import { append, counted, happened, listen, opened, type OpenForTest, readTo } from './harness.js';

/** What the owner cannot publish is not passed over, and blocks nobody. */
export function unpublishable(open: OpenForTest): void {
  describe('what its owner cannot publish', () => {
    const { owner, reader } = opened(open);

    it.each([
      ['one type', new Set([happened]), [happened, type, happened]],
      ['another type', new Set([counted]), [type]],
      ['no type', new Set<string>(), [type]],
    ])('comes to who hears %s at its place, and what is behind it comes as well', async (_, types, expected) => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const head = await append(log, ['Happened', 'Garbled', 'Happened', 'Whispered']);
      const events = await log.read(start, 10);
      const messages = await readTo(feed, start, head, { types, limit: 2 });
      expect(messages.map((message) => message.type)).toEqual(expected);
      const { id, position, stream, data } = messages.find((message) => message.type === type)!;
      expect({ id, position, stream }).toEqual({ id: events[1]!.id, position: start + 2, stream: events[1]!.stream });
      expect(data).toEqual({ reason: expect.stringContaining(`cannot publish Garbled at position ${start + 2}`) });
    });

    it('comes in time to who listens', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const news = listen(feed);
      const start = await log.head();
      await readTo(feed, start, start);
      const head = await append(log, ['Garbled', 'Counted']);
      const messages = await readTo(feed, start, head);
      expect(messages.map((message) => message.type)).toEqual([type, counted]);
      news.stop();
    });
  });
}
