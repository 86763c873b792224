/** How long consumers may have the event loop before whoever else waits has it, in milliseconds. */
const longest = 0.25;

const waiting: (() => void)[] = [];
let begun = -Infinity;

/**
 * Resolves when a consumer may go on. There is one event loop for all that a process does: its consumers have it one at a time, a
 * short while each, and between two of them requests have theirs. So a request waits neither for the end of a large batch nor for
 * all consumers that are busy, and however many requests there are, a consumer gets on.
 */
export async function nextTurn(): Promise<void> {
  if (performance.now() - begun < longest) return;
  await new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(grant);
  });
}

function grant(): void {
  begun = performance.now();
  waiting.shift()!();
  if (waiting.length > 0) setImmediate(grant);
}
