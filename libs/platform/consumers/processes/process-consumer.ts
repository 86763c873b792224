import {
  asksOn,
  type Contract,
  foldHistory,
  foldOfProcesses,
  foldProcess,
  initialState,
  keepsFact,
  processEnded,
  type ProcessEvent,
  type ProcessManager,
  type ProcessState,
  Refusal,
  type RefusedCommand,
  runningTimers,
  timerOf,
  turnOf,
} from '#platform/core';
import { crashPoint } from '#platform/crash-points';
import { currentExecution } from '#platform/execution';
import type { Message } from '#platform/feed';
import { foldKey, type StreamKind } from '#platform/log';
import type { InsideConsumer } from '../consumer.js';
import type { FindFeed } from '../declared-consumer.js';
import { feedSources } from '../declared-consumer.js';
import { describeError } from '../held/drain.js';
import { ProcessEntry } from './process-entry.js';
import { lateFactsOf } from './process-figures.js';
import { isNobodysFault, untilUncontended } from '../held/retries.js';
import { type DueTimer, dueTimers, putOffTimer, takeTimer } from './timers.js';
import { Work, type Workplace } from '../work.js';

/** How often a timer is tried before its process stops. */
const timerAttempts = 8;

/** Ends the handling of a timer that is no longer due: it was cancelled, restarted or handled elsewhere. */
class TimerGone extends Error {}

/**
 * Makes a consumer of a process. Facts, elapsed timers and all it does are kept as events of the process's own stream in its
 * own context's log; what it asks for commits together with them.
 */
export class ProcessConsumer implements InsideConsumer {
  readonly kind = 'process';
  readonly name: string;
  readonly sources;
  readonly stream: StreamKind<ProcessState>;
  private readonly contracts: ReadonlyMap<string, Contract>;
  private readonly entry: ProcessEntry;

  constructor(
    readonly process: ProcessManager,
    private readonly workplace: Workplace,
    findFeed: FindFeed,
  ) {
    this.name = process.name;
    this.contracts = new Map(process.facts.map((contract) => [contract.name, contract]));
    this.sources = feedSources(this.contracts, [...this.contracts.keys()], findFeed, process.name);
    this.stream = processKind(process);
    this.entry = new ProcessEntry(this, workplace);
  }

  async handle(message: Message, work: Work): Promise<void> {
    const fact = this.contracts.get(message.type)!.parse(message.data);
    const correlation = this.process.correlateBy(fact);
    const before = await this.remember(correlation, (state) =>
      keepsFact(this.process, state, fact.type) ? [fact] : [],
    );
    if (before.status === 'ended') work.onceSettled(() => lateFactsOf(this.name).add());
    if (asksOn(this.process, before)) await this.goOn(correlation, before, work);
    else this.note(correlation, before, await this.stateOf(correlation), work);
  }

  async fireTimers(failed: (error: unknown, what: string) => void): Promise<boolean> {
    const { database } = this.workplace;
    const due = await dueTimers(database, this.name, 100);
    for (const timer of due) {
      try {
        await untilUncontended(() => this.fire(timer));
      } catch (error) {
        if (error instanceof TimerGone) continue;
        if (isNobodysFault(error)) throw error;
        await this.fail(timer, error, failed);
      }
    }
    return (await this.entry.goOn()) || due.length > 0;
  }

  /** Asks what now; all that follows becomes a part of the work. `before` is how the process was before there was something new. */
  async goOn(correlation: string, before: ProcessState, work: Work): Promise<void> {
    const turn = turnOf(this.process, await this.stateOf(correlation), correlation);
    let answer: RefusedCommand | undefined;
    for (let step = turn.next(); ; step = turn.next(answer)) {
      if (step.done === true) return this.note(correlation, before, step.value, work);
      if ('send' in step.value) answer = await refusalOf(step.value.send, work);
      else await this.record(correlation, step.value.record, work);
    }
  }

  /** Keeps what is new; answers with how the process was before. */
  async remember(
    correlation: string,
    decide: (state: ProcessState) => readonly { readonly type: string; readonly data: unknown }[],
  ): Promise<ProcessState> {
    let before: ProcessState | undefined;
    await this.workplace.log.record(this.stream, correlation, (state) => decide((before = state)));
    return before!;
  }

  async stateOf(correlation: string): Promise<ProcessState> {
    return (await this.workplace.log.image(this.stream, correlation)).state;
  }

  private async fire(timer: DueTimer): Promise<void> {
    const { correlation } = timer;
    await this.settleTimer(timer, async (work) => {
      const before = await this.elapse(timer);
      const isDue = timerOf(before, timer.timer)?.status === 'running';
      if (isDue && asksOn(this.process, before)) await this.goOn(correlation, before, work);
    });
  }

  private elapse({ correlation, timer }: DueTimer): Promise<ProcessState> {
    return this.remember(correlation, (state): ProcessEvent[] =>
      timerOf(state, timer)?.status === 'running' ? [{ type: 'TimerElapsed', data: { timer } }] : [],
    );
  }

  private async settleTimer(timer: DueTimer, handle: (work: Work) => Promise<void>): Promise<void> {
    const work = new Work(this.workplace, this.name);
    const cause = { id: timer.correlation, correlationId: timer.correlation, ...timer.origin };
    await work.gather(() => work.onBehalfOf(cause, () => handle(work)));
    await work.settle(async (transaction) => {
      if (!(await takeTimer(transaction, timer))) throw new TimerGone();
      crashPoint('timer-taken');
    });
  }

  /** Puts the timer off, or stops its process when that was the last attempt: a timer has no stream that could be parked. */
  private async fail(timer: DueTimer, error: unknown, failed: (error: unknown, what: string) => void): Promise<void> {
    const name = `the timer ${timer.timer} of ${timer.correlation}`;
    if (timer.attempts + 1 < timerAttempts) {
      failed(error, `${name} is put off`);
      return putOffTimer(this.workplace.database, timer);
    }
    try {
      await untilUncontended(() => this.stop(timer, error));
      failed(error, `${name} stops its process`);
    } catch (again) {
      if (again instanceof TimerGone) return;
      if (isNobodysFault(again)) throw again;
      failed(again, `${name} is put off`);
      await putOffTimer(this.workplace.database, timer);
    }
  }

  private stop(timer: DueTimer, error: unknown): Promise<void> {
    const { correlation } = timer;
    const data = { reason: describeError(error), step: `timer ${timer.timer}` };
    return this.settleTimer(timer, async (work) => {
      const before = await this.elapse(timer);
      await this.remember(correlation, (): ProcessEvent[] => [{ type: 'ProcessStopped', data }]);
      this.note(correlation, before, await this.stateOf(correlation), work);
    });
  }

  private async record(correlation: string, event: ProcessEvent, work: Work): Promise<void> {
    const before = await this.remember(correlation, () => [event]);
    const process = this.name;
    const { type, data } = event;
    if (type === 'TimerCancelled') work.stopTimer({ process, correlation, timer: data.timer });
    if (type === 'ProcessEnded')
      for (const timer of runningTimers(before)) work.stopTimer({ process, correlation, timer });
    if (type !== 'TimerStarted' && type !== 'TimerRestarted') return;
    const { timer, milliseconds } = data;
    const { correlationId, traceparent } = currentExecution()!;
    const origin = { correlationId, ...(traceparent !== undefined && { traceparent }) };
    if (type === 'TimerRestarted') work.stopTimer({ process, correlation, timer });
    work.startTimer({ process, correlation, timer, milliseconds, origin });
  }

  private note(correlation: string, before: ProcessState, after: ProcessState, work: Work): void {
    const { status: state, stopped: reason } = after;
    if (state === 'none' || (state === before.status && reason === before.stopped)) return;
    work.noteProcess({ process: this.name, correlation, state, reason });
  }
}

async function refusalOf(command: object, work: Work): Promise<RefusedCommand | undefined> {
  try {
    await work.command(command);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
    return { command: command.constructor.name, code: error.code, sentence: error.message };
  }
}

/** The streams in which a process keeps what it heard and did. */
export function processKind(process: ProcessManager): StreamKind<ProcessState> {
  const { name: category, foldVersion: version, evolve, refused, closedBy = [] } = process;
  const initial = initialState(process);
  const steps = {
    ...evolve,
    ...(typeof refused === 'object' ? refused : { '(refused)': refused }),
    ...foldOfProcesses,
    '(facts)': foldProcess,
  };
  const closing: readonly string[] = [processEnded, ...closedBy];
  const fold: StreamKind<ProcessState>['fold'] = (state, events) => foldHistory(process, state, events);
  return { category, initial, fold, foldKey: foldKey({ version, initial, steps }), closedBy: closing };
}
