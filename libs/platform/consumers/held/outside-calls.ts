import { crashPoint } from '#platform/crash-points';
import { assertReadable, type Message } from '#platform/feed';
import type { OutsideConsumer } from '../consumer.js';
import { type Drain, type Failures, keyOf, messagesOf } from './drain.js';
import { figuresOf } from '../standing/figures.js';
import type { DueStream, HeldStreams } from './held-streams.js';
import { handingOver } from '../lanes/ownership.js';
import { isNobodysFault, untilUncontended } from './retries.js';
import { Work, type Workplace } from '../work.js';

/** A call that was answered. */
interface Answered {
  readonly due: DueStream;
  readonly message: Message | undefined;
  readonly commands: readonly object[];
  committed(): void;
  failed(error: unknown): void;
}

/**
 * The calls of an effect. Every event is held first and called for later, several at once, so that a slow or failing call
 * keeps only its own stream waiting. Answers that arrive together are committed together.
 */
export class OutsideCalls implements Drain {
  private readonly underWay = new Map<string, Promise<void>>();
  private answered: Answered[] = [];
  private settling = false;

  constructor(
    private readonly consumer: OutsideConsumer,
    private readonly workplace: Workplace,
    private readonly store: HeldStreams,
    private readonly failures: Failures,
    private readonly ring: () => void,
  ) {}

  holds(): boolean {
    return true;
  }

  async recall(): Promise<void> {}

  async attempt(signal: AbortSignal): Promise<boolean> {
    const free = this.consumer.concurrency - this.underWay.size;
    if (free <= 0) return false;
    const due = await this.store.due(free, [...this.underWay.keys()]);
    if (due.length === 0) return false;
    const messages = await messagesOf(this.consumer, due);
    for (const [stream, message] of messages) this.begin(stream, message, signal);
    const unreachable = due.filter((stream) => !messages.has(stream));
    await this.failures.putOff(this.workplace.database, unreachable);
    return true;
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private begin(due: DueStream, message: Message | undefined, signal: AbortSignal): void {
    const call = this.call(due, message, signal)
      .catch((error: unknown) => this.note(due, error, signal))
      .finally(() => {
        this.underWay.delete(keyOf(due));
        this.ring();
      });
    this.underWay.set(keyOf(due), call);
  }

  private async call(due: DueStream, message: Message | undefined, stopped: AbortSignal): Promise<void> {
    const begun = performance.now();
    crashPoint('effect-calling');
    const commands = message ? await this.inTime(message, stopped) : [];
    crashPoint('effect-called');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.answered.push({ due, message, commands, committed: resolve, failed: reject });
    if (!this.settling) void this.settle();
    await promise;
    figuresOf(this.consumer.name).handled(due.source, message ? [message] : [], begun);
  }

  /** The call's answer, or a failure when its time is up, whether or not the call heeds its signal. */
  private async inTime(message: Message, stopped: AbortSignal): Promise<readonly object[]> {
    assertReadable(message);
    if (isCutShort(stopped)) throw stopped.reason;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const attempt = new AbortController();
    const giveUp = (reason: unknown) => {
      attempt.abort(reason);
      reject(reason);
    };
    const stop = () => isCutShort(stopped) && giveUp(stopped.reason);
    const timer = setTimeout(
      () => giveUp(new DOMException('The call took too long', 'TimeoutError')),
      this.consumer.timeout,
    );
    stopped.addEventListener('abort', stop);
    try {
      const work = new Work(this.workplace, this.consumer.name);
      const call = () => this.consumer.call(message, attempt.signal);
      return await Promise.race([work.onBehalfOf(message, call, 'call'), late]);
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener('abort', stop);
    }
  }

  /** Commits what is answered; what is answered meanwhile goes into the next commit. */
  private async settle(): Promise<void> {
    this.settling = true;
    while (this.answered.length > 0) await this.commitOrSplit(this.answered.splice(0));
    this.settling = false;
  }

  private async commitOrSplit(batch: readonly Answered[]): Promise<void> {
    try {
      await this.commit(batch);
      for (const { committed } of batch) committed();
    } catch (error) {
      if (batch.length === 1) batch[0]!.failed(error);
      else for (const alone of batch) await this.commitOrSplit([alone]);
    }
  }

  /** Losing against another writer is no reason to call again: only the commit is repeated. */
  private commit(batch: readonly Answered[]): Promise<void> {
    const handled = batch.map(({ due }) => due);
    return untilUncontended(async () => {
      const work = new Work(this.workplace, this.consumer.name);
      await work.gather(async () => {
        for (const { message, commands } of batch) {
          if (message) await work.onBehalfOf(message, () => work.commands(commands));
        }
      });
      await work.settle(async (transaction) => {
        await this.store.finish(transaction, handled);
        crashPoint('effect-noted');
      });
    });
  }

  /** A call that a stop cut short is made again at the next start; it has failed in nothing. */
  private async note(due: DueStream, error: unknown, stopped: AbortSignal): Promise<void> {
    if (isCutShort(stopped)) return;
    const attempts = isNobodysFault(error) ? due.attempts : due.attempts + 1;
    await this.failures.note(this.workplace.database, due, attempts, error).catch(() => {});
  }
}

/** Whoever hands over to another instance first waits for the answers. */
function isCutShort({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason !== handingOver;
}
