import type { Position } from '#platform/core';
import {
  aReader,
  append,
  happened,
  keptAtMost,
  opened,
  type OpenForTest,
  owed,
  placesOf,
  readTo,
  times,
} from './harness.js';

/** Processes end, transports forget, readers dawdle: nothing is lost. */
export function interruptions(open: OpenForTest): void {
  describe('nothing is lost', () => {
    const { owner, reader } = opened(open);

    it('when the reader stops and starts again from its place', async () => {
      const { log } = owner();
      const [start, name] = [await log.head(), aReader()];
      const got = [];
      for (let turn = 0, place = start; turn < 4; turn++) {
        const { feed, close } = await reader(name);
        const head = await append(log, times(25, 'Happened'));
        got.push(...(await readTo(feed, place, place + 20)));
        place = (place + 20) as Position;
        await close();
        if (turn === 3) got.push(...(await readTo((await reader(name)).feed, place, head)));
      }
      expect(placesOf(got)).toEqual(await owed(log, start));
    });

    it('when the owner stops and starts again', async () => {
      const { log, restartOwner } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const got = [...(await readTo(feed, start, await append(log, times(10, 'Happened'))))];
      const reading = readTo(feed, (start + 10) as Position, start + 30);
      await restartOwner();
      await append(log, times(20, 'Happened'));
      got.push(...(await reading));
      expect(placesOf(got)).toEqual(await owed(log, start));
    });

    it('when the transport loses what it stores', async () => {
      const { log, wipe } = owner();
      const { feed } = await reader();
      const start = await log.head();
      const got = [...(await readTo(feed, start, await append(log, times(10, 'Happened'))))];
      await append(log, times(10, 'Happened'));
      await wipe();
      await append(log, times(10, 'Happened'));
      got.push(...(await readTo(feed, (start + 10) as Position, start + 30)));
      expect(placesOf(got)).toEqual(await owed(log, start));
    });

    it('when the reader is slow, and its process is not flooded', async () => {
      const { log } = owner();
      const { feed, kept } = await reader();
      const stop = feed.onNews(() => {});
      const start = await log.head();
      await feed.read(start, 1, new Set([happened]));
      let most = 0;
      for (let turn = 0; turn < 6; turn++) {
        await append(log, times(1_000, 'Happened'));
        await new Promise((resolve) => setTimeout(resolve, 50));
        most = Math.max(most, kept());
      }
      const got = await readTo(feed, start, start + 6_000, { limit: 500 });
      most = Math.max(most, kept());
      expect(placesOf(got)).toEqual(await owed(log, start));
      expect(most).toBeLessThanOrEqual(keptAtMost);
      stop();
    });
  });
}
