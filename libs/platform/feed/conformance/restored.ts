import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '#platform/core';
import { type Feed, FeedWentBack } from '../feed.js';
import { append, happened, listen, opened, type OpenForTest, readTo } from './harness.js';

/** A log that was restored from an older backup ends before what its readers have seen. */
export function restored(open: OpenForTest): void {
  describe('a reader that has seen more than there is', () => {
    const { owner, reader } = opened(open);

    /** What reading comes to, for as long as there is only nothing. */
    async function outcome(feed: Feed, after: Position): Promise<unknown> {
      const deadline = performance.now() + 10_000;
      while (performance.now() < deadline) {
        const page = await feed.read(after, 10, new Set([happened])).catch((error: unknown) => error as Error);
        if (page instanceof Error || page.upTo !== after) return page;
        await pause(50);
      }
      return undefined;
    }

    it.each([
      ['that listens', true],
      ['that only asks', false],
    ])('is told, when it is one %s', async (_, listens) => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      await readTo(feed, start, await append(log, ['Happened']));
      const news = listens ? listen(feed) : undefined;
      const found = await outcome(feed, (start + 10) as Position);
      news?.stop();
      expect(found).toBeInstanceOf(FeedWentBack);
      expect(String(found)).toMatch(
        /at position \d+, but the log of tests ends at \d+: .*\. Restore tests as far as \d+/,
      );
    });

    it('is not told so when it is level', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const head = await append(log, ['Happened', 'Whispered']);
      await readTo(feed, start, head);
      expect(await feed.read(head, 10, new Set([happened]))).toEqual({ messages: [], upTo: head });
    });
  });
}
