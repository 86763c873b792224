import type {
  Contract,
  Fact,
  FactOf,
  ProcessEvent,
  ProcessManager,
  ProcessState,
  RefusedCommand,
} from '#platform/core';
import {
  asksOn,
  CancelTimer,
  Compensate,
  contentOf,
  foldHistory,
  foldProcess,
  initialState,
  keepsFact,
  keyOf,
  type Refusal,
  RestartTimer,
  StartTimer,
  timerElapsed,
  turnOf,
} from '#platform/core';
import { deepFreeze } from './specification.js';

/** An elapsed timer among the facts of a specification. */
export interface Elapsed {
  readonly elapsed: string;
}

/** A timer that has run out. */
export function elapsed(timer: string): Elapsed {
  return { elapsed: timer };
}

/** A command among the facts of a specification that its domain refuses whenever it is sent. */
export interface RefusedRequest {
  readonly refuses: object;
  readonly with: RefusedCommand;
}

/** The domain refuses a command: `refusing(new StampParcel(id), StampRefused)`. */
export function refusing(command: object, RefusalClass: new () => Refusal): RefusedRequest {
  const { code, message } = new RefusalClass();
  return { refuses: command, with: { command: command.constructor.name, code, sentence: message } };
}

/**
 * The given/then kit of processes: given these facts, then it asks for these commands and timers. `thenEnds`,
 * `thenStaysOpen`, `thenStops` and `thenCompensates` let it go through the facts one by one, all commands being accepted
 * that are not given as refused.
 *
 * @example
 * const checkout = specificationOfProcess(Checkout)(orderId);
 * it('asks for payment', () => checkout.given(placed, reserved).inEveryOrder().then(new RequestPayment(orderId)));
 * it('ends', () => checkout.given(placed, rejected).inEveryOrder().thenEnds());
 */
export function specificationOfProcess<Facts, Contracts extends readonly Contract[], Timer extends string>(
  process: ProcessManager<Facts, Contracts, Timer>,
) {
  type Given = FactOf<Contracts[number]> | Elapsed | RefusedRequest;
  const plain = process as unknown as ProcessManager;
  return (correlation: string) => {
    const outcomes = (orders: readonly (readonly Given[])[]) => ({
      /** It asks for exactly this, knowing all. */
      then: (...requests: readonly object[]): void => {
        for (const order of orders) expect(asksFor(plain, correlation, order)).toStrictEqual(requests);
      },
      thenNothing: (): void => {
        for (const order of orders) expect(asksFor(plain, correlation, order)).toEqual([]);
      },
      /** It has ended, and nothing that it asks for, knowing all, was left unsent because it ended earlier. */
      thenEnds: (): void => {
        for (const order of orders) {
          const { state, sent } = play(plain, correlation, order);
          expect(state).toMatchObject({ status: 'ended' });
          const asked = asksFor(plain, correlation, order).filter(isCommand);
          expect(sent.commands.map(keyOfCommand)).toEqual(expect.arrayContaining(asked.map(keyOfCommand)));
        }
      },
      thenStaysOpen: (): void => {
        for (const order of orders) expect(play(plain, correlation, order).state).toMatchObject({ status: 'open' });
      },
      /** A refusal that it does not know stops it. */
      thenStops: (): void => {
        for (const order of orders) expect(play(plain, correlation, order).state).toMatchObject({ status: 'stopped' });
      },
      /** It has undone what it did by exactly these commands, in this order, and ended. */
      thenCompensates: (...undoing: readonly object[]): void => {
        for (const order of orders) {
          const { state, sent } = play(plain, correlation, order);
          expect(sent.undoing).toStrictEqual(undoing);
          expect(state).toMatchObject({ status: 'ended', compensating: expect.any(String) as string });
        }
      },
    });
    return {
      given: (...facts: readonly Given[]) => ({
        ...outcomes([facts]),
        inEveryOrder: () => outcomes(ordersOf(facts)),
      }),
    };
  };
}

type AnyGiven = Fact | Elapsed | RefusedRequest;
type Stored = { readonly type: string; readonly data: unknown };

function storedOf(given: AnyGiven): Stored {
  if ('elapsed' in given) return { type: timerElapsed, data: { timer: given.elapsed } };
  return 'refuses' in given ? { type: 'CommandRefused', data: given.with } : given;
}

function asksFor(process: ProcessManager, correlation: string, given: readonly AnyGiven[]): readonly object[] {
  const { start } = process;
  if (start !== undefined && !given.some((one) => 'type' in one && start.includes(one.type))) return [];
  const folded = foldProcess(process, deepFreeze(process.initial), given.map(storedOf));
  return process.react(deepFreeze(folded), correlation);
}

/** What was sent while playing. */
class Sent {
  readonly commands: object[] = [];
  readonly undoing: object[] = [];

  note(command: object, undoes: boolean): void {
    (undoes ? this.undoing : this.commands).push(command);
  }
}

function isCommand(request: object): boolean {
  return ![Compensate, StartTimer, RestartTimer, CancelTimer].some((type) => request instanceof type);
}

/** Lets a process go through all that is given, as it would live. */
function play(
  process: ProcessManager,
  correlation: string,
  given: readonly AnyGiven[],
): { readonly state: ProcessState; readonly sent: Sent } {
  const refusals = given.filter((one) => 'refuses' in one);
  const sent = new Sent();
  let state = initialState(process);
  for (const one of given.filter((fact) => !('refuses' in fact))) {
    const event = storedOf(one);
    const before = state;
    if (!('elapsed' in one) && !keepsFact(process, before, event.type)) continue;
    state = deepFreeze(foldHistory(process, before, [event]));
    if (asksOn(process, before)) state = playTurn(process, state, correlation, { refusals, sent });
  }
  return { state, sent };
}

function playTurn(
  process: ProcessManager,
  state: ProcessState,
  correlation: string,
  { refusals, sent }: { readonly refusals: readonly RefusedRequest[]; readonly sent: Sent },
): ProcessState {
  const turn = turnOf(process, state, correlation);
  let last: ProcessEvent | undefined;
  let answer: RefusedCommand | undefined;
  for (let step = turn.next(); ; step = turn.next(answer)) {
    if (step.done === true) return deepFreeze(step.value);
    if ('record' in step.value) last = step.value.record;
    else {
      const command = step.value.send;
      answer = refusals.find(({ refuses }) => keyOfCommand(refuses) === keyOfCommand(command))?.with;
      const undoes = last?.type === 'CommandSent' && last.data.undoes !== undefined;
      if (answer === undefined) sent.note(command, undoes);
    }
  }
}

function keyOfCommand(command: object): string {
  return keyOf(command.constructor.name, contentOf(command));
}

function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}
