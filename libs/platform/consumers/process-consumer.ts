import type { Contract, ProcessEvent, ProcessManager, TimerStarted } from '#platform/core';
import { foldProcess, Refusal, StartTimer, timerStarted } from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import { currentExecution } from '#platform/execution';
import type { Message } from '#platform/feed';
import { foldKey, type Log, type StreamKind } from '#platform/log';
import type { InsideConsumer } from './consumer.js';
import type { FindFeed } from './declared-consumer.js';
import { feedSources } from './declared-consumer.js';
import { isNobodysFault, untilUncontended } from './retries.js';
import { dueTimers, putOffTimer, takeTimer, type DueTimer } from './timers.js';
import { Work, type Workplace } from './work.js';

/** What a process has heard, folded, and which timers it has started. */
interface ProcessState {
  readonly facts: unknown;
  readonly timers: readonly string[];
}

/**
 * Makes a consumer of a process. Facts, elapsed timers and refused commands are kept as events of the process's own stream
 * in its own context's log; what it asks for commits together with them.
 */
export class ProcessConsumer implements InsideConsumer {
  readonly kind = 'process';
  readonly name: string;
  readonly sources;
  private readonly contracts: ReadonlyMap<string, Contract>;
  private readonly stream: StreamKind<ProcessState>;

  constructor(
    private readonly process: ProcessManager,
    private readonly workplace: Workplace,
    findFeed: FindFeed,
  ) {
    this.name = process.name;
    this.contracts = new Map(process.facts.map((contract) => [contract.name, contract]));
    this.sources = feedSources(this.contracts, [...this.contracts.keys()], findFeed, process.name);
    this.stream = processKind(process);
  }

  async handle(message: Message, work: Work): Promise<void> {
    const fact = this.contracts.get(message.type)!.parse(message.data);
    await this.take(this.process.correlateBy(fact), fact, work);
  }

  async fireTimers(failed: (error: unknown, what: string) => void): Promise<boolean> {
    const { database } = this.workplace;
    const due = await dueTimers(database, this.name, 100);
    for (const timer of due) {
      try {
        await untilUncontended(() => this.fire(timer));
      } catch (error) {
        if (isNobodysFault(error)) throw error;
        failed(error, `the timer ${timer.timer} of ${timer.correlation} is put off`);
        await putOffTimer(database, timer);
      }
    }
    return due.length > 0;
  }

  private async fire(timer: DueTimer): Promise<void> {
    const elapsed: ProcessEvent = { type: 'TimerElapsed', data: { timer: timer.timer } };
    const work = new Work(this.workplace, this.name);
    const cause = { id: timer.correlation, correlationId: timer.correlation, ...timer.origin };
    await work.gather(() => work.onBehalfOf(cause, () => this.take(timer.correlation, elapsed, work)));
    await work.settle(async (transaction) => {
      if (!(await takeTimer(transaction, timer)))
        throw new Error(`The timer ${timer.timer} of ${timer.correlation} has fired elsewhere`);
      crashPoint('timer-taken');
    });
  }

  /** Remembers an event, then asks what now, and again when a refusal is one more thing to know. */
  private async take(correlation: string, event: { type: string; data: unknown }, work: Work): Promise<void> {
    const { log } = this.workplace;
    await log.record(this.stream, correlation, () => [event]);
    const asked = new Set<string>();
    for (let refused = true; refused;) {
      refused = false;
      const { state } = await log.image(this.stream, correlation);
      for (const request of this.process.react(state.facts, correlation)) {
        const key = `${request.constructor.name} ${JSON.stringify(request)}`;
        if (asked.has(key)) continue;
        asked.add(key);
        if (request instanceof StartTimer) await this.startTimer(log, correlation, request.timer, work);
        else refused = (await this.command(log, correlation, request, work)) === 'refused' || refused;
      }
    }
  }

  private async startTimer(log: Log, correlation: string, timer: string, work: Work): Promise<void> {
    const { state } = await log.image(this.stream, correlation);
    if (state.timers.includes(timer)) return;
    const timers: Readonly<Record<string, () => number>> = this.process.timers;
    const milliseconds = timers[timer]!();
    await this.remember(log, correlation, { type: 'TimerStarted', data: { timer, milliseconds } });
    const { correlationId, traceparent } = currentExecution()!;
    const origin = { correlationId, ...(traceparent !== undefined && { traceparent }) };
    work.startTimer({ process: this.name, correlation, timer, milliseconds, origin });
  }

  private remember(log: Log, correlation: string, event: ProcessEvent): Promise<unknown> {
    return log.record(this.stream, correlation, () => [event]);
  }

  private async command(log: Log, correlation: string, command: object, work: Work): Promise<'done' | 'refused'> {
    try {
      await work.command(command);
      return 'done';
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      const data = { command: command.constructor.name, code: error.code, sentence: error.message };
      await this.remember(log, correlation, { type: 'CommandRefused', data });
      return 'refused';
    }
  }
}

/** The streams in which a process keeps what it heard. */
export function processKind(process: ProcessManager): StreamKind<ProcessState> {
  const fold: StreamKind<ProcessState>['fold'] = (state, events) => ({
    facts: foldProcess(process, state.facts, events),
    timers: [...state.timers, ...events.filter(isTimerStarted).map(({ data }) => data.timer)],
  });
  const { name: category, foldVersion: version, evolve, refused, closedBy } = process;
  const initial: ProcessState = { facts: process.initial, timers: [] };
  const steps = { ...evolve, '(refused)': refused, '(fold)': fold, '(facts)': foldProcess };
  return { category, initial, fold, foldKey: foldKey({ version, initial, steps }), ...(closedBy && { closedBy }) };
}

function isTimerStarted(event: { readonly type: string; readonly data: unknown }): event is TimerStarted {
  return event.type === timerStarted;
}
