import { beginning, positionFrom } from '#platform/core';
import { append, happened, opened, type OpenForTest, readTo } from './harness.js';

const values: Readonly<Record<string, unknown>> = {
  'text of every kind': { quote: '"\\/\b\n\t', zero: 'a b', script: 'Ærø – 東京 – 🧵', empty: '' },
  numbers: [0, -1, 0.1, 1e21, Number.MAX_SAFE_INTEGER, 5e-324],
  'nested things': { list: [[], [{}], [null, true, false]], deep: { deeper: { deepest: [1, [2, [3]]] } } },
  'a hundred thousand characters': 'x'.repeat(100_000),
};

/** What arrives is what was published, and the reader's own. */
export function payloads(open: OpenForTest): void {
  describe('a message', () => {
    const { owner, reader } = opened(open);

    it.each(Object.entries(values))('carries %s', async (_, more) => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const [message] = await readTo(feed, start, await append(log, ['Happened'], more));
      expect(message!.data).toEqual({ nth: 1, more });
    });

    it('says where it comes from', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const [message] = await readTo(feed, start, await append(log, ['Happened']));
      const [event] = await log.read(start, 1);
      expect(message).toEqual({
        id: event!.id,
        type: happened,
        data: { nth: 1 },
        position: event!.position,
        stream: event!.stream,
        version: 1,
        recordedAt: event!.recordedAt,
        correlationId: event!.metadata.correlationId,
      });
    });

    it('is shared with nobody: what one reader does to it no other sees, nor the log', async () => {
      const { log } = owner();
      const readers = [await reader(), await reader()];
      const start = await log.head();
      const head = await append(log, ['Happened'], { list: [1] });
      for (const { feed } of [...readers, readers[0]!]) {
        const [message] = await readTo(feed, start, head);
        const { more } = message!.data as { more: { list: number[] } };
        expect(more.list).toEqual([1]);
        more.list.push(2);
      }
      const [event] = await log.read(start, 1);
      expect(event!.data).toEqual({ nth: 1, more: { list: [1] } });
    });

    it('comes again to who reads again, with the same id', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const head = await append(log, ['Happened', 'Counted', 'Happened']);
      const first = await readTo(feed, start, head);
      expect(await readTo(feed, start, head)).toEqual(first);
      expect(await readTo(feed, positionFrom(head - 1), head)).toEqual(first.slice(-1));
      expect((await readTo(feed, beginning, head)).slice(-3)).toEqual(first);
    });
  });
}
