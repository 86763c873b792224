import { logger } from '#platform/observability';

const log = logger('feeds');

/** Says once when an owner can no longer be asked, and once when it can again. */
export class Outage {
  private failures = 0;

  constructor(private readonly context: string) {}

  get lasts(): boolean {
    return this.failures > 0;
  }

  failed(error: unknown): void {
    this.failures++;
    if (this.failures > 1) return;
    log.warn(`The feed of ${this.context} cannot be reached. Its readers here wait until it can.`, {
      source: this.context,
      error,
    });
  }

  ended(): void {
    if (this.failures > 0) log.info(`The feed of ${this.context} is reached again.`, { source: this.context });
    this.failures = 0;
  }

  /** How long to wait before the next attempt, in milliseconds: longer each time, half of it by chance. */
  get wait(): number {
    const full = Math.min(5_000, 100 * 2 ** Math.min(this.failures, 10));
    return full / 2 + Math.random() * (full / 2);
  }
}
