import { crashPoint } from '#platform/crash-points';
import type { InsideConsumer } from '../consumer.js';
import { type Drain, type Failures, keyOf, messagesOf } from './drain.js';
import { figuresOf } from '../standing/figures.js';
import type { DueStream, HeldStream, HeldStreams } from './held-streams.js';
import { isNobodysFault, untilUncontended } from './retries.js';
import { Work, type Workplace } from '../work.js';

/** The streams on which a projection, reaction or process failed. They are tried again one after the other, between its batches. */
export class SetAsideStreams implements Drain {
  private readonly held = new Set<string>();

  constructor(
    private readonly consumer: InsideConsumer,
    private readonly workplace: Workplace,
    private readonly store: HeldStreams,
    private readonly failures: Failures,
  ) {}

  holds(source: string, stream: string): boolean {
    return this.held.has(keyOf({ source, stream } satisfies HeldStream));
  }

  async recall(): Promise<void> {
    const all = await this.store.all();
    this.held.clear();
    for (const stream of all) this.held.add(keyOf(stream));
  }

  async attempt(): Promise<boolean> {
    if (this.held.size === 0) return false;
    const due = await this.store.due(20);
    for (const stream of due) await this.handle(stream);
    if (due.length > 0) await this.recall();
    return due.length > 0;
  }

  async settled(): Promise<void> {}

  private async handle(due: DueStream): Promise<void> {
    const { consumer } = this;
    const begun = performance.now();
    try {
      const read = await messagesOf(consumer, [due]);
      if (!read.has(due)) return await this.failures.putOff(this.workplace.database, [due]);
      const message = read.get(due);
      await untilUncontended(async () => {
        const work = new Work(this.workplace, consumer.name);
        if (message) await work.gatherFrom([message], () => consumer.handle(message, work));
        crashPoint('drain-handled');
        await work.settle(async (transaction) => {
          await this.store.finish(transaction, [due]);
          crashPoint('drain-finished');
        });
      });
      figuresOf(consumer.name).handled(due.source, message ? [message] : [], begun);
    } catch (error) {
      if (isNobodysFault(error)) throw error;
      await this.failures.note(this.workplace.database, due, due.attempts + 1, error);
    }
  }
}
