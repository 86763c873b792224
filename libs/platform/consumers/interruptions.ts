import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work may have the event loop for itself, in milliseconds. */
const longest = 5;

/** Lets others have a turn of the event loop when work has had it for long: a request does not wait for the end of a large batch. */
export class Interruptions {
  private since = performance.now();

  async allow(): Promise<void> {
    if (performance.now() - this.since < longest) return;
    await nextTurn();
    this.since = performance.now();
  }
}
