import { TooMuchContention } from './refusals.js';

/** How long a turn is waited for, in milliseconds. Shorter than the server's time-out, so that nobody waits for two of them in a row. */
const longest = 8_000;

/**
 * Lets the work on one key run one after the other, and the work on different keys side by side. Whoever waits too long for his
 * turn is turned away with `TooMuchContention` before anything was done: else the last of many would wait for the time-outs of all.
 */
export class TurnByKey {
  private readonly last = new Map<string, Promise<unknown>>();

  constructor(private readonly patience = longest) {}

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const mine = before === undefined ? work() : this.after(before, work);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }

  private async after<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    await before.catch(() => {});
    if (performance.now() - since > this.patience) throw new TooMuchContention();
    return work();
  }
}
