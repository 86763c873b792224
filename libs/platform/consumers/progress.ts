import type { Position } from '#platform/core';
import { beginning } from '#platform/core';
import type { Queryable } from '#platform/database';
import { readCheckpoint } from './checkpoints.js';

/** How far each consumer of a context has come, told at once by those that run here and read from the database for the others. */
export class Progress {
  private readonly handled = new Map<string, Position>();
  private readonly waiting = new Set<() => void>();

  constructor(private readonly database: Queryable) {}

  note(consumer: string, source: string, position: Position): void {
    this.handled.set(`${consumer} ${source}`, position);
    for (const wake of this.waiting) wake();
  }

  /** How far the consumer is known to be in a source. */
  of(consumer: string, source: string): Position {
    return this.handled.get(`${consumer} ${source}`) ?? beginning;
  }

  /** Waits until the consumer has handled a position; false when `deadline` (by `performance.now()`) passes first. */
  async reached(consumer: string, source: string, position: Position, deadline: number): Promise<boolean> {
    while (this.of(consumer, source) < position) {
      if (performance.now() >= deadline) return false;
      if (await this.noted(Math.min(50, deadline - performance.now()))) continue;
      const { position: stored } = await readCheckpoint(this.database, consumer, source);
      if (stored > this.of(consumer, source)) this.note(consumer, source, stored);
    }
    return true;
  }

  /** Waits for the next note of any consumer; false when none came in time. */
  private noted(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (noted: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve(noted);
      };
      const wake = () => done(true);
      const timer = setTimeout(() => done(false), milliseconds);
      this.waiting.add(wake);
    });
  }
}
