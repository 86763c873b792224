import { Bell } from './bell.js';

/** How often somebody who waits looks by himself: what other instances of the context append rings no bell here. Milliseconds. */
const look = 100;

interface Ringing {
  onNews(listener: () => void): () => void;
}

/**
 * Tries until it gets something, the time is up or the signal is aborted: at once, whenever the feed has news, and now and
 * then. Answers with the last attempt's result.
 */
export async function tryUntil<T>(
  feed: Ringing,
  attempt: () => Promise<T>,
  isEnough: (result: T) => boolean,
  milliseconds: number,
  signal: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  const bell = new Bell();
  const stop = feed.onNews(bell.ring);
  try {
    for (;;) {
      const result = await attempt();
      const left = deadline - performance.now();
      if (isEnough(result) || left <= 0 || signal.aborted) return result;
      await bell.wait(Math.min(look, left), signal);
    }
  } finally {
    stop();
  }
}
