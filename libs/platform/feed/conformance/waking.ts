import { append, happened, listen, opened, type OpenForTest, readTo } from './harness.js';

/** A reader that waits is woken, as long as it listens. */
export function waking(open: OpenForTest): void {
  describe('a reader that waits', () => {
    const { owner, reader } = opened(open);

    it('is woken by news within a moment', async () => {
      const { log } = owner();
      const { feed } = await reader();
      const news = listen(feed);
      let place = await log.head();
      await readTo(feed, place, place);
      for (let turn = 0; turn < 5; turn++) {
        const head = await append(log, ['Happened']);
        const deadline = performance.now() + 3_000;
        for (let messages = 0; messages === 0;) {
          await news.wait(deadline - performance.now());
          const page = await feed.read(place, 10, new Set([happened]));
          messages = page.messages.length;
          place = page.upTo;
          expect(performance.now()).toBeLessThan(deadline);
        }
        expect(place).toBe(head);
      }
      news.stop();
    });

    it('hears nothing once it has stopped listening', async () => {
      const { log } = owner();
      const { feed } = await reader();
      let rung = 0;
      const other = listen(feed);
      feed.onNews(() => rung++)();
      const start = await log.head();
      await readTo(feed, start, await append(log, ['Happened']));
      expect(rung).toBe(0);
      other.stop();
    });
  });
}
