import { setTimeout as pause } from 'node:timers/promises';
import { crashPoint } from '#platform/crash-points';
import { answered, type Database, type SchemaOwner, type Transaction } from '#platform/database';
import { assertReadable, type Message } from '#platform/feed';
import { runIn } from '#platform/execution';
import type { Log, UnitOfWork } from '#platform/log';
import { inSpan, SpanKind, type SpanOptions } from '#platform/observability';
import { isWeakened } from '#platform/weakening';
import type { DataSource } from 'typeorm';
import type { Rows } from './rows/rows.js';
import { RowBatch } from './rows/rows.js';
import { noteProcesses, type NotedProcess } from './processes/process-rows.js';
import { startTimers, stopTimers, type Timer, type TimerStart } from './processes/timers.js';
import { nextTurn } from './turns.js';

/** Sends a command to its handler. */
export type Dispatch = (command: object) => Promise<unknown>;

/** The context in which consumers work. */
export interface Workplace {
  readonly context: string;
  readonly database: Database;
  /** Who may create tables beside those that serve. */
  readonly owner: SchemaOwner;
  readonly dataSource: DataSource;
  readonly log: Log;
  readonly dispatch: Dispatch;
}

/** What some work is done because of. */
type Cause = Pick<Message, 'id' | 'correlationId' | 'traceparent'> & Partial<Pick<Message, 'type'>>;

/** What handling some messages leads to: rows, timers and events, gathered without a transaction and settled in one. */
export class Work {
  private readonly batch: RowBatch;
  private readonly timers = new Map<string, TimerStart>();
  private readonly stopped = new Map<string, Timer>();
  private readonly processes = new Map<string, NotedProcess>();
  /** The spans of what was handled. */
  private readonly spans: string[] = [];
  private readonly afterwards: (() => void)[] = [];
  private unit: UnitOfWork | undefined;

  constructor(
    private readonly workplace: Workplace,
    private readonly consumer: string,
  ) {
    this.batch = new RowBatch(workplace.dataSource);
  }

  get rows(): Rows {
    return this.batch.rows;
  }

  /** Runs the handling; commands in it only gather their events. */
  async gather(handle: () => Promise<void>): Promise<this> {
    this.unit = await this.workplace.log.gather(handle);
    return this;
  }

  gatherFrom(messages: readonly Message[], handle: (message: Message) => Promise<void>): Promise<this> {
    return this.gather(() => this.handleAll(messages, handle));
  }

  /** Handles messages in order, each on behalf of whoever caused it. */
  async handleAll(messages: readonly Message[], handle: (message: Message) => Promise<void>): Promise<void> {
    for (const message of messages) {
      await nextTurn();
      assertReadable(message);
      await this.onBehalfOf(message, () => handle(message));
    }
  }

  /** Runs one message's part of the work on behalf of whoever caused the message. */
  onBehalfOf<T>(message: Cause, work: () => Promise<T>, doing: 'process' | 'call' = 'process'): Promise<T> {
    const { id, correlationId, traceparent } = message;
    const cause = { correlationId, causationId: id, consumer: this.consumer, receipts: [] };
    return runIn(traceparent === undefined ? cause : { ...cause, traceparent }, () =>
      inSpan(`${doing} ${this.consumer}`, handling(doing, this.consumer, message), (own) => {
        if (own !== undefined) this.spans.push(own);
        return work();
      }),
    );
  }

  /** Runs a command of the own context as a part of this work; nothing is left of one that fails. */
  async command(command: object): Promise<void> {
    await this.workplace.log.atomically(async () => void (await this.workplace.dispatch(command)));
  }

  async commands(commands: readonly object[]): Promise<void> {
    for (const command of commands) await this.command(command);
  }

  startTimer(timer: TimerStart): void {
    this.timers.set(nameOf(timer), timer);
  }

  /** Takes a timer away, also one that was to be started; it may be started again afterwards. */
  stopTimer(timer: Timer): void {
    this.timers.delete(nameOf(timer));
    this.stopped.set(nameOf(timer), timer);
  }

  /** Notes what a process is at, for those who look. */
  noteProcess(process: NotedProcess): void {
    this.processes.set(`${process.process} ${process.correlation}`, process);
  }

  /** Does something once all is written; nothing when it is not. */
  onceSettled(act: () => void): void {
    this.afterwards.push(act);
  }

  /** What settling would write besides timers. */
  get planned() {
    const events = (this.unit?.writes ?? []).flatMap(({ stream, events }) =>
      events.map(({ type, data }) => ({ stream, type, data })),
    );
    return { events, rows: this.batch.planned };
  }

  /**
   * Writes everything in one transaction together with the consumer's own bookkeeping, which sends its statements at once and
   * judges their answers afterwards. The log comes last: its lock is the hot one.
   */
  settle(bookkeeping: (transaction: Transaction) => Promise<void>): Promise<void> {
    return inSpan(`settle ${this.consumer}`, { links: this.spans }, () => this.commit(bookkeeping));
  }

  private async commit(bookkeeping: (transaction: Transaction) => Promise<void>): Promise<void> {
    const { unit } = this;
    const isApart = isWeakened('checkpoint-with-effects');
    const committed = await this.workplace.database.transaction(async (transaction) => {
      const sent = [
        ...(isApart ? [] : [bookkeeping(transaction)]),
        this.batch.flush(transaction),
        stopTimers(transaction, [...this.stopped.values()]),
        startTimers(transaction, [...this.timers.values()]),
        noteProcesses(transaction, [...this.processes.values()]),
      ];
      const appended = unit && this.workplace.log.appendWithin(transaction, unit);
      await answered([...sent, ...(appended ? [appended] : [])]);
      crashPoint('consumer-before-commit');
      return appended;
    });
    if (isApart) await pause(250).then(() => this.workplace.database.transaction(bookkeeping));
    committed?.();
    for (const act of this.afterwards) act();
  }
}

function nameOf({ process, correlation, timer }: Timer): string {
  return JSON.stringify([process, correlation, timer]);
}

/** In the words of OpenTelemetry for messages, as they are at present. */
function handling(doing: 'process' | 'call', consumer: string, { id, type }: Cause): SpanOptions {
  return {
    kind: doing === 'call' ? SpanKind.CLIENT : SpanKind.CONSUMER,
    attributes: {
      'messaging.system': 'tearline',
      'messaging.operation.name': doing,
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': consumer,
      'messaging.message.id': id,
      ...(type !== undefined && { 'messaging.destination.name': type }),
    },
  };
}
