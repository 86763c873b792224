import { Injectable } from '@nestjs/common';

/**
 * Counts the requests in flight and, once told to drain, lets no new one in. A stopping host calls `beginDrain`, waits for
 * `drained`, and closes.
 */
@Injectable()
export class Intake {
  private running = 0;
  private readonly drain = new AbortController();
  private readonly waiting: (() => void)[] = [];

  /** Requests that were let in and are not answered yet. */
  get inFlight(): number {
    return this.running;
  }

  get isDraining(): boolean {
    return this.drain.signal.aborted;
  }

  /** Aborted when the drain begins: what waits for news answers at once, what streams ends. */
  get drainBegun(): AbortSignal {
    return this.drain.signal;
  }

  /** From now on readiness is red and every other new request is answered 503 on a connection that is then closed. */
  beginDrain(): void {
    this.drain.abort();
  }

  /** Resolves when no request is in flight, with true, or after so many milliseconds, if they are limited, with false. */
  async drained(atMost?: number): Promise<boolean> {
    if (this.running === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = atMost === undefined ? undefined : setTimeout(() => resolve(false), atMost);
    this.waiting.push(() => resolve(true));
    return promise.finally(() => clearTimeout(timer));
  }

  /** @internal */
  enter(): void {
    this.running++;
  }

  /** @internal */
  leave(): void {
    this.running--;
    if (this.running === 0) this.waiting.splice(0).forEach((resolve) => resolve());
  }
}
