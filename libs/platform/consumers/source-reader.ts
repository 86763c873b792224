import { assertNotAhead, FeedUnavailable } from '#platform/feed';
import { isWeakened } from '#platform/weakening';
import type { Source } from './consumer.js';
import type { Cursor } from './cursor.js';
import { type Stretch, stretchOf } from './standing/coverage.js';
import type { Lane } from './lanes/lanes.js';
import { retryAfter, type RetryPolicy } from './held/retries.js';

/** How a source that cannot be read is asked again. */
export const askingAgain: RetryPolicy = { attempts: Infinity, first: 50, longest: 5_000 };

/** How often it is asked how far a source goes while its owner does not answer, in milliseconds. */
const confirmingAgain = 5_000;

/** Reads for one lane what follows its cursors, when there may be something. */
export class SourceReader {
  constructor(
    private readonly lane: Lane,
    private readonly options: { readonly batch: number; readonly poll: number },
  ) {}

  /**
   * The next stretch; undefined while there is none, and while the source cannot be read. The others are read all the same; who
   * cannot be reached says so himself. News may get lost, so now and then it is looked for without any.
   */
  async next(source: Source, cursor: Cursor): Promise<Stretch | undefined> {
    const now = performance.now();
    if (now < cursor.askAgain || (!cursor.hasNews && now - cursor.lookedAt < this.options.poll)) return undefined;
    Object.assign(cursor, { hasNews: false, lookedAt: now } satisfies Partial<Cursor>);
    try {
      if (!cursor.isWithin) await confirm(source, cursor);
      const limit = isWeakened('batches-are-bounded') ? 1e9 : this.options.batch;
      const page = await source.read(cursor.handled, limit);
      cursor.refusals = 0;
      if (page.upTo === cursor.handled) return undefined;
      cursor.hasNews = true;
      return stretchOf(cursor.handled, page, this.lane, cursor.ahead);
    } catch (error) {
      if (!(error instanceof FeedUnavailable)) throw error;
      cursor.hasNews = true;
      Object.assign(cursor, { isWithin: false, confirmAgain: 0 } satisfies Partial<Cursor>);
      cursor.askAgain = performance.now() + retryAfter(askingAgain, ++cursor.refusals)!;
      return undefined;
    }
  }
}

/** Asks how far the source goes. While its owner cannot be asked, what has reached us by another way is read all the same. */
async function confirm(source: Source, cursor: Cursor): Promise<void> {
  const now = performance.now();
  if (now < cursor.confirmAgain) return;
  cursor.confirmAgain = now + confirmingAgain;
  try {
    assertNotAhead(source.name, await source.head(), cursor.handled);
    cursor.isWithin = true;
  } catch (error) {
    if (!(error instanceof FeedUnavailable)) throw error;
  }
}
