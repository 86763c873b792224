import { logger } from '#platform/observability';

const log = logger('feeds');

/** How long an owner may be away before somebody has to know, in milliseconds: it may only be starting. */
const tolerance = 10_000;

/** Says once when an owner cannot be asked for longer than a moment, and once when it can again. */
export class Outage {
  private failures = 0;
  private since = 0;
  private isTold = false;

  constructor(private readonly context: string) {}

  get lasts(): boolean {
    return this.failures > 0;
  }

  failed(error: unknown): void {
    if (this.failures === 0) this.since = performance.now();
    this.failures++;
    if (this.isTold || performance.now() - this.since < tolerance) return;
    this.isTold = true;
    log.warn(`The feed of ${this.context} cannot be reached. Its readers here wait until it can.`, {
      source: this.context,
      error,
    });
  }

  ended(): void {
    if (this.isTold) log.info(`The feed of ${this.context} is reached again.`, { source: this.context });
    this.failures = 0;
    this.isTold = false;
  }

  /** How long to wait before the next attempt, in milliseconds: longer each time, half of it by chance. */
  get wait(): number {
    const full = Math.min(5_000, 100 * 2 ** Math.min(this.failures, 10));
    return full / 2 + Math.random() * (full / 2);
  }
}
