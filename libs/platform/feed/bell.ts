/**
 * Wakes one waiter; a ring while nobody waits is kept for the next. It rings at every commit, so it makes no errors and no
 * signals of its own: those cost more than the waiting.
 */
export class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  readonly ring = (): void => {
    this.rung = true;
    this.wake?.();
  };

  /** Resolves when it rings, after `milliseconds`, or when the signal is aborted; true when it rang. */
  async wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (!this.rung && !signal.aborted) await this.sleep(milliseconds, signal);
    const { rung } = this;
    this.rung = false;
    return rung;
  }

  private sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      signal.addEventListener('abort', wake);
      this.wake = wake;
    });
  }
}
