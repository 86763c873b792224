import { setTimeout as pause } from 'node:timers/promises';

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
  let news = new AbortController();
  const stop = feed.onNews(() => news.abort());
  try {
    for (;;) {
      news = new AbortController();
      const result = await attempt();
      const left = deadline - performance.now();
      if (isEnough(result) || left <= 0 || signal.aborted) return result;
      await pause(Math.min(look, left), undefined, { signal: AbortSignal.any([news.signal, signal]) }).catch(() => {});
    }
  } finally {
    stop();
  }
}
