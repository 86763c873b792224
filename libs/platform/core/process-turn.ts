import type { AnyJson } from './event.js';
import type { CommandRefused, ProcessEvent, ProcessOutcome, RefusedCommand } from './process.events.js';
import { knownRefusal, type ProcessManager } from './process-manager.js';
import { CancelTimer, Compensate, RestartTimer, StartTimer } from './process-requests.js';
import { foldHistory, type ProcessState, type SentCommand, timerOf } from './process-state.js';

/** What a process does next: remember something of itself, or send a command and hear whether it was refused. */
export type TurnStep = { readonly record: ProcessEvent } | { readonly send: object };

type Turn<Result> = Generator<TurnStep, Result, RefusedCommand | undefined>;

/** Whether a process keeps a fact that arrives in this state. */
export function keepsFact(process: ProcessManager, { status }: ProcessState, type: string): boolean {
  if (status === 'ended') return process.late !== 'ignored';
  if (status !== 'none' && status !== 'waiting') return true;
  return process.early !== 'ignored' || (process.start?.includes(type) ?? true);
}

/** Whether a process asks what now, once a fact is kept that arrived in this state. */
export function asksOn(process: ProcessManager, { status, compensating, aborted }: ProcessState): boolean {
  if (status === 'stopped') return false;
  return status !== 'ended' || (process.late === 'handled' && compensating === undefined && aborted === undefined);
}

/** Whether nothing more is to come, as far as its facts tell. */
export function isThrough(process: ProcessManager, { facts }: ProcessState): boolean {
  return process.ended?.(facts) ?? false;
}

/** Whether it has heard a fact that starts it. */
export function isStarted({ start }: ProcessManager, { heard, status }: ProcessState): boolean {
  if (status !== 'waiting') return status !== 'none';
  return start === undefined || heard.some((type) => start.includes(type));
}

/**
 * All that a process does because of something new, step by step, from the state in which that is folded already. The one
 * who takes the steps answers each command with its refusal, if it was refused. Pure, so that it can be played again.
 */
export function turnOf(process: ProcessManager, state: ProcessState, correlation: string): Turn<ProcessState> {
  return new ProcessTurn(process, state, correlation).take();
}

class ProcessTurn {
  /** What was asked for in this turn is granted or refused once. */
  private readonly asked = new Set<string>();

  constructor(
    private readonly process: ProcessManager,
    private state: ProcessState,
    private readonly correlation: string,
  ) {}

  *take(): Turn<ProcessState> {
    if (!isStarted(this.process, this.state)) return this.state;
    if (this.state.status === 'waiting')
      yield* this.record({ type: 'ProcessStarted', data: { correlation: this.correlation } });
    if ((yield* this.forward()) && (yield* this.backward())) yield* this.conclude();
    return this.state;
  }

  /** Grants what is asked for, and asks again when a refusal is one more thing to know; false when that stopped it. */
  private *forward(): Turn<boolean> {
    const { compensating, aborted } = this.state;
    if (compensating !== undefined || aborted !== undefined) return true;
    for (;;) {
      const requests = this.process.react(this.state.facts, this.correlation);
      const outcome = yield* this.grantAll(requests.filter((request) => !(request instanceof Compensate)));
      if (outcome === 'stopped') return false;
      if (outcome === 'refused') continue;
      const wish = requests.find((request) => request instanceof Compensate);
      if (wish !== undefined) yield* this.record({ type: 'CompensationStarted', data: { reason: wish.reason } });
      return true;
    }
  }

  private *grantAll(requests: readonly object[]): Turn<'granted' | 'refused' | 'stopped'> {
    for (const request of requests) {
      const key = keyOf(request.constructor.name, request);
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      const outcome = yield* this.grant(request, key);
      if (outcome !== 'granted') return outcome;
    }
    return 'granted';
  }

  private *grant(request: object, key: string): Turn<'granted' | 'refused' | 'stopped'> {
    if (request instanceof StartTimer || request instanceof RestartTimer || request instanceof CancelTimer) {
      const event = this.timerEvent(request);
      if (event !== undefined) yield* this.record(event);
      return 'granted';
    }
    const isDone = this.state.commands.some((sent) => isAccepted(sent) && isOf(request, sent, key));
    return isDone ? 'granted' : yield* this.send(request);
  }

  private timerEvent(request: StartTimer | RestartTimer | CancelTimer): ProcessEvent | undefined {
    const { timer } = request;
    const known = timerOf(this.state, timer);
    if (request instanceof CancelTimer)
      return known?.status === 'running' ? { type: 'TimerCancelled', data: { timer } } : undefined;
    if (isThrough(this.process, this.state)) return undefined;
    const milliseconds = () => (this.process.timers as Readonly<Record<string, () => number>>)[timer]!();
    if (request instanceof RestartTimer) {
      const { because } = request;
      if (known?.restarts.includes(because)) return undefined;
      return { type: 'TimerRestarted', data: { timer, milliseconds: milliseconds(), because } };
    }
    if (known !== undefined && known.status !== 'cancelled') return undefined;
    return { type: 'TimerStarted', data: { timer, milliseconds: milliseconds() } };
  }

  /** Undoes what was done, the last first; false when that stopped it. */
  private *backward(): Turn<boolean> {
    if (this.state.compensating === undefined) return true;
    for (const { place, command } of undoingCommands(this.process, this.state)) {
      if ((yield* this.send(command, place)) === 'stopped') return false;
    }
    return true;
  }

  private *send(command: object, undoes?: number): Turn<'granted' | 'refused' | 'stopped'> {
    const name = command.constructor.name;
    const sent = { command: name, content: contentOf(command), ...(undoes !== undefined && { undoes }) };
    yield* this.record({ type: 'CommandSent', data: sent });
    const refused = yield { send: command };
    if (refused === undefined) return 'granted';
    const event: CommandRefused = { type: 'CommandRefused', data: refused };
    yield* this.record(event);
    if (undoes === undefined && knownRefusal(this.process, refused) !== undefined) return 'refused';
    const { code, sentence: reason } = refused;
    yield* this.record({ type: 'ProcessStopped', data: { reason, step: name, code } });
    return 'stopped';
  }

  private *conclude(): Turn<void> {
    const { status, aborted, compensating } = this.state;
    const isOver = aborted !== undefined || compensating !== undefined || isThrough(this.process, this.state);
    if (status === 'ended' && !isOver)
      yield* this.record({ type: 'ProcessReopened', data: { correlation: this.correlation } });
    if (status === 'ended' || !isOver) return;
    const undone: ProcessOutcome = compensating === undefined ? 'completed' : 'compensated';
    yield* this.record({ type: 'ProcessEnded', data: { outcome: aborted === undefined ? undone : 'aborted' } });
  }

  private *record(event: ProcessEvent): Turn<void> {
    this.state = foldHistory(this.process, this.state, [event]);
    yield { record: event };
  }
}

/** What is still to be sent to undo what a process did, in that order. */
export function undoingCommands(
  { undo = [] }: ProcessManager,
  { commands }: ProcessState,
): readonly { readonly place: number; readonly command: object }[] {
  const undone = new Set(commands.flatMap((sent) => (sent.outcome === 'accepted' ? (sent.undoes ?? []) : [])));
  return commands
    .flatMap((sent, place) => {
      const declared = undo.find(({ command }) => command === sent.command);
      if (declared === undefined || !isAccepted(sent) || undone.has(place)) return [];
      return [{ place, command: declared.with(sent.content as never) }];
    })
    .toReversed();
}

function isAccepted({ outcome, undoes }: SentCommand): boolean {
  return outcome === 'accepted' && undoes === undefined;
}

/** What is stored of a command: its fields, as JSON returns them. */
export function contentOf(command: object): AnyJson {
  return JSON.parse(JSON.stringify(command)) as AnyJson;
}

const keys = new WeakMap<Pick<SentCommand, 'command' | 'content'>, string>();

/** Tells commands apart by their names and fields. */
function keyOfSent(sent: Pick<SentCommand, 'command' | 'content'>): string {
  const known = keys.get(sent) ?? keyOf(sent.command, sent.content);
  keys.set(sent, known);
  return known;
}

export function keyOf(name: string, content: unknown): string {
  return `${name} ${JSON.stringify(content, inOrder)}`;
}

/** Whether a request is the command that was sent. What of that is erased tells nothing. */
export function isOf(
  request: object,
  sent: Pick<SentCommand, 'command' | 'content' | 'erased'>,
  key = keyOf(request.constructor.name, request),
): boolean {
  const { command, content, erased } = sent;
  if (erased === undefined) return keyOfSent(sent) === key;
  const lasting = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !erased.includes(name)));
  return keyOf(request.constructor.name, lasting(request)) === keyOf(command, lasting(content as object));
}

/** Fields in the order of their names, so that they may be declared in another order. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
