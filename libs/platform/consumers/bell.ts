import { setTimeout as pause } from 'node:timers/promises';

/** Wakes one waiter; a ring while nobody waits is kept for the next. */
export class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.rung = true;
    this.wake?.();
  };

  /** Resolves when it rings, after `milliseconds`, or when the signal is aborted; true when it rang. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (!this.rung && !signal.aborted) {
      const waiting = new AbortController();
      const stopped = AbortSignal.any([signal, waiting.signal]);
      this.wake = () => waiting.abort();
      await pause(milliseconds, undefined, { signal: stopped }).catch(() => {});
      this.wake = undefined;
    }
    const { rung } = this;
    this.rung = false;
    return rung;
  }
}
