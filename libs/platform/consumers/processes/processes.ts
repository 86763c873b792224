import { type ProcessEvent, type ProcessState, type SentCommand, streamName, type Receipt } from '#platform/core';
import { currentExecution, runIn } from '#platform/execution';
import type { EventLog } from '#platform/log';
import type { Sample } from '#platform/metrics';
import type { Consumer } from '../consumer.js';
import { describeError } from '../held/drain.js';
import type { DryRun } from '../held/parking.js';
import { ProcessConsumer } from './process-consumer.js';
import { processes } from './process-figures.js';
import { NoSuchProcess, ProcessHasEnded, ProcessNotStopped } from './process-refusals.js';
import { type PartOfReplay, type ReplayReport, replayProcesses } from './process-replays.js';
import {
  countProcesses,
  findProcess,
  type ListedProcess,
  listProcesses,
  type ProcessPlace,
  type WantedProcesses,
} from './process-rows.js';
import { untilUncontended } from '../held/retries.js';
import { Work, type Workplace } from '../work.js';

export interface ProcessInDetail extends ListedProcess {
  /** What it heard, folded. */
  readonly facts: unknown;
  readonly commands: readonly SentCommand[];
  /** The contracts of which it has heard no fact. */
  readonly notHeard: readonly string[];
  /** All events of its stream. */
  readonly history: readonly {
    readonly version: number;
    readonly type: string;
    readonly data: unknown;
    readonly recordedAt: string;
  }[];
  /** What would follow if it were asked now, a stopped one if it were resumed; null once it has ended. Nothing of it happens. */
  readonly now: DryRun | null;
}

/**
 * The processes of one context, for people: to look, to resume one that stopped or to abort it. Every act is an event of the
 * process's own stream, in the transaction that does what follows from it.
 */
export class Processes {
  private readonly consumers: readonly ProcessConsumer[];

  constructor(
    private readonly workplace: Workplace,
    consumers: readonly Consumer[],
    private readonly events: EventLog,
  ) {
    this.consumers = consumers.filter((consumer) => consumer instanceof ProcessConsumer);
  }

  /** The longest begun first; at most `limit`, behind a place. */
  list(wanted: WantedProcesses, limit: number, after?: ProcessPlace): Promise<readonly ListedProcess[]> {
    return listProcesses(this.workplace.database, wanted, limit, after);
  }

  /** One process: what it heard and did, what it waits for, and what would happen now. */
  async inspect(name: string, correlation: string): Promise<ProcessInDetail> {
    const consumer = this.of(name);
    const listed = await this.find(name, correlation);
    const events = await this.events.readStream(streamName(name, correlation), 0);
    const history = events.map(({ version, type, data, recordedAt }) => ({ version, type, data, recordedAt }));
    const { facts, commands, heard } = await consumer.stateOf(correlation);
    const notHeard = consumer.process.facts.map((contract) => contract.name).filter((type) => !heard.includes(type));
    const now = listed.state === 'ended' ? null : await this.dryRun(consumer, correlation);
    return { ...listed, facts, commands, notHeard, history, now };
  }

  /** Has a stopped process go on from all that it knows; the step that was refused is tried again. */
  resume(name: string, correlation: string): Promise<ListedProcess> {
    return this.act(name, correlation, ({ status }) => {
      if (status !== 'stopped') throw new ProcessNotStopped();
      return { type: 'ProcessResumed', data: { correlation } };
    });
  }

  /** Ends a process for good, after undoing what it did, where that is declared and wanted. */
  abort(name: string, correlation: string, reason: string, compensates: boolean): Promise<ListedProcess> {
    return this.act(name, correlation, ({ status }) => {
      if (status === 'ended') throw new ProcessHasEnded();
      return { type: 'ProcessAborted', data: { reason, compensates } };
    });
  }

  /** Where the code of this instance would have done something else than what was done, in a part of the processes. */
  replay(part: PartOfReplay = {}): Promise<ReplayReport> {
    const managers = this.consumers.map(({ process }) => process);
    return replayProcesses(managers, this.events, this.workplace.database, part);
  }

  /** How many there are that have not ended. */
  async samples(): Promise<readonly Sample[]> {
    if (this.consumers.length === 0) return [];
    const counted = await countProcesses(this.workplace.database);
    const { context } = this.workplace;
    return this.consumers.flatMap(({ name: process }) =>
      (['waiting', 'open', 'stopped'] as const).map((state) => {
        const count = counted.find((one) => one.process === process && one.state === state)?.count ?? 0;
        return processes.at({ context, process, state }, count);
      }),
    );
  }

  private async act(
    name: string,
    correlation: string,
    decide: (state: ProcessState) => ProcessEvent,
  ): Promise<ListedProcess> {
    const consumer = this.of(name);
    await untilUncontended(async () => {
      const work = new Work(this.workplace, name);
      await work.gather(() => this.onBehalfOfCaller(name, () => this.goOn(consumer, correlation, decide, work)));
      await work.settle(() => Promise.resolve());
    });
    const { context, log } = this.workplace;
    const { version, position } = await log.image(consumer.stream, correlation);
    currentExecution()?.receipts.push({ context, version, position } satisfies Receipt);
    return this.find(name, correlation);
  }

  private async goOn(
    consumer: ProcessConsumer,
    correlation: string,
    decide: (state: ProcessState) => ProcessEvent,
    work: Work,
  ): Promise<void> {
    const before = await consumer.remember(correlation, (state) => {
      if (state.status === 'none') throw new NoSuchProcess();
      return [decide(state)];
    });
    await consumer.goOn(correlation, before, work);
  }

  /** The commands that follow are not the caller's own command, though the caller is who acts. */
  private onBehalfOfCaller<T>(consumer: string, work: () => Promise<T>): Promise<T> {
    const { commandId: _, ...execution } = currentExecution() ?? { correlationId: consumer, receipts: [] };
    return runIn({ ...execution, consumer, receipts: [] }, work);
  }

  private async dryRun(consumer: ProcessConsumer, correlation: string): Promise<DryRun> {
    const work = new Work(this.workplace, consumer.name);
    try {
      await work.gather(() => this.onBehalfOfCaller(consumer.name, () => this.ask(consumer, correlation, work)));
      return { outcome: 'succeeds', ...work.planned };
    } catch (error) {
      return { outcome: 'fails', error: describeError(error) };
    }
  }

  private async ask(consumer: ProcessConsumer, correlation: string, work: Work): Promise<void> {
    const before = await consumer.remember(correlation, ({ status }): ProcessEvent[] =>
      status === 'stopped' ? [{ type: 'ProcessResumed', data: { correlation } }] : [],
    );
    await consumer.goOn(correlation, before, work);
  }

  private of(name: string): ProcessConsumer {
    const found = this.consumers.find((consumer) => consumer.name === name);
    if (found === undefined) throw new NoSuchProcess();
    return found;
  }

  private async find(name: string, correlation: string): Promise<ListedProcess> {
    const found = await findProcess(this.workplace.database, name, correlation);
    if (found === undefined) throw new NoSuchProcess();
    return found;
  }
}
