import {
  isContractName,
  isStarted,
  isThrough,
  type Position,
  positionFrom,
  type ProcessManager,
  type ProcessState,
} from '#platform/core';
import { enterProcesses, type NotedProcess } from './process-rows.js';
import type { Workplace } from '../work.js';

/** Most positions of the log that are looked through at once. */
const stretch = 5_000;

/** Whose processes are entered. */
interface Begun {
  readonly name: string;
  readonly process: ProcessManager;
  stateOf(correlation: string): Promise<ProcessState>;
}

/** Enters the processes of one kind that were begun by code which did not note them. Done once in the life of a database. */
export class ProcessEntry {
  private isComplete = false;

  constructor(
    private readonly consumer: Begun,
    private readonly workplace: Workplace,
  ) {}

  /** Goes on a stretch; true when there is more. */
  async goOn(): Promise<boolean> {
    if (this.isComplete) return false;
    const { upTo, until } = await this.place();
    const to = Math.min(upTo + stretch, until);
    const found = upTo < until ? await this.begunBetween(upTo, to) : [];
    await this.workplace.database.transaction(async (transaction) => {
      if (found.length > 0) await enterProcesses(transaction, found);
      await transaction.query('update entered_processes set up_to = greatest(up_to, $2) where process = $1', [
        this.consumer.name,
        to,
      ]);
    });
    this.isComplete = to >= until;
    return !this.isComplete;
  }

  private async place(): Promise<{ upTo: Position; until: Position }> {
    const { rows } = await this.workplace.database.query<{ up_to: string; until: string }>(
      `insert into entered_processes (process, up_to, until)
       values ($1, 0, coalesce((select position from log_head), 0))
       on conflict (process) do update set until = entered_processes.until returning up_to, until`,
      [this.consumer.name],
    );
    return { upTo: positionFrom(rows[0]!.up_to), until: positionFrom(rows[0]!.until) };
  }

  private async begunBetween(after: number, to: number): Promise<readonly NotedProcess[]> {
    const { name: process } = this.consumer;
    const prefix = `${process}-`;
    const { rows } = await this.workplace.database.query<{ stream: string; type: string; recorded_at: Date }>(
      `select stream, type, recorded_at from events
       where position > $1 and position <= $2 and version = 1 and starts_with(stream, $3)`,
      [after, to, prefix],
    );
    const found: NotedProcess[] = [];
    for (const { stream, recorded_at: since } of rows.filter(({ type }) => isContractName(type))) {
      const correlation = stream.slice(prefix.length);
      const state = this.standingOf(await this.consumer.stateOf(correlation));
      found.push({ process, correlation, state, since: since.toISOString() });
    }
    return found;
  }

  /** Code of then did not remember starts and ends. */
  private standingOf(state: ProcessState): NotedProcess['state'] {
    const { process } = this.consumer;
    if (state.status !== 'waiting') return state.status === 'none' ? 'waiting' : state.status;
    if (!isStarted(process, state)) return 'waiting';
    return isThrough(process, state) ? 'ended' : 'open';
  }
}
