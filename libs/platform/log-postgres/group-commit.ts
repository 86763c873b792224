import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from '#platform/database';
import type { AppendOutcome, StreamWrite } from '#platform/log';
import { LogUnavailable } from '#platform/log';

/** Appends several groups of writes in one commit and tells the outcome of each. */
export type AppendBatch = (groups: readonly (readonly StreamWrite[])[]) => Promise<readonly AppendOutcome[]>;

export interface GroupCommitLimits {
  /** Most appends in one commit. */
  readonly batch: number;
  /** Most appends that may wait; more are refused with `LogUnavailable`. */
  readonly waiting: number;
  /** How long an append is tried again while the database is away, in milliseconds. */
  readonly patience: number;
}

const defaultLimits: GroupCommitLimits = { batch: 256, waiting: 20_000, patience: 8_000 };

interface Waiting {
  readonly writes: readonly StreamWrite[];
  readonly since: number;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

/**
 * Group commit: while one batch commits, the next one gathers. Each append gets its own outcome: one conflict fails one
 * append, one append that the database cannot store fails alone. While the database is away a batch is tried again; its
 * events keep their ids, so what was committed before a lost answer is recognised and not doubled.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running = false;
  private readonly limits: GroupCommitLimits;

  constructor(
    private readonly appendBatch: AppendBatch,
    limits: Partial<GroupCommitLimits> = {},
  ) {
    this.limits = { ...defaultLimits, ...limits };
  }

  append(writes: readonly StreamWrite[]): Promise<AppendOutcome> {
    if (this.waiting.length >= this.limits.waiting) return Promise.reject(new LogUnavailable());
    return new Promise((resolve, reject) => {
      this.waiting.push({ writes, since: performance.now(), resolve, reject });
      if (!this.running) {
        this.running = true;
        setImmediate(() => void this.run());
      }
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      await this.commit(batch);
    }
    this.running = false;
  }

  /** The oldest waiting appends, at most one of each stream: a second one waits for the outcome of the first. */
  private nextBatch(): readonly Waiting[] {
    const streams = new Set<string>();
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    for (const item of this.waiting) {
      const free = batch.length < this.limits.batch && item.writes.every(({ stream }) => !streams.has(stream));
      for (const { stream } of item.writes) streams.add(stream);
      (free ? batch : left).push(item);
    }
    this.waiting = left;
    return batch;
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.persist(batch);
      batch.forEach((item, index) => item.resolve(outcomes[index]!));
    } catch (error) {
      if (isPassing(error)) this.refuse(batch);
      else if (batch.length === 1) batch[0]!.reject(error);
      else for (const item of batch) await this.commit([item]);
    }
  }

  /** Nor do those try who have waited as long behind it: else each batch would wait for the time-outs of all before it. */
  private refuse(batch: readonly Waiting[]): void {
    const isPatient = ({ since }: Waiting) => performance.now() - since <= this.limits.patience;
    const { true: patient = [], false: impatient = [] } = Object.groupBy(this.waiting, (item) => `${isPatient(item)}`);
    this.waiting = patient;
    for (const item of [...batch, ...impatient]) item.reject(new LogUnavailable());
  }

  /** Tries while the database is away and the oldest append still has patience. */
  private async persist(batch: readonly Waiting[]): Promise<readonly AppendOutcome[]> {
    const groups = batch.map(({ writes }) => writes);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.appendBatch(groups);
      } catch (error) {
        const waited = performance.now() - batch[0]!.since;
        if (!isPassing(error) || waited > this.limits.patience) throw error;
        await pause(Math.min(500, 20 * 2 ** attempt) * (0.5 + Math.random() / 2));
      }
    }
  }
}
