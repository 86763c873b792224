import { setTimeout as pause } from 'node:timers/promises';
import { append, listen, opened, type OpenForTest, readTo } from './harness.js';

const rounds = 12;

function sockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
}

/** A reader that stops lets go of everything. */
export function release(open: OpenForTest): void {
  describe('readers that come and go', () => {
    const { owner } = opened(open);

    async function comeAndGo(): Promise<void> {
      const { log, reader } = owner();
      const { feed, close } = await reader('tests.passing-by');
      const news = listen(feed);
      const start = await log.head();
      await readTo(feed, start, await append(log, ['Happened']));
      news.stop();
      const begun = performance.now();
      await close();
      expect(performance.now() - begun).toBeLessThan(2_000);
    }

    // The owner's own pool may grow meanwhile, by fewer connections than there are rounds.
    it('leave nothing open behind them', async () => {
      await comeAndGo();
      const before = sockets();
      for (let round = 0; round < rounds; round++) await comeAndGo();
      for (let wait = 0; sockets() >= before + rounds && wait < 50; wait++) await pause(100);
      expect(sockets()).toBeLessThan(before + rounds);
    });
  });
}
