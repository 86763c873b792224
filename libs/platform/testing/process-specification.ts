import type { Contract, Fact, FactOf, ProcessManager } from '#platform/core';
import { foldProcess, timerElapsed } from '#platform/core';
import { deepFreeze } from './specification.js';

/** An elapsed timer among the facts of a specification. */
export interface Elapsed {
  readonly elapsed: string;
}

/** A timer that has run out. */
export function elapsed(timer: string): Elapsed {
  return { elapsed: timer };
}

/**
 * The given/then kit of processes: given these facts, then it asks for these commands and timers.
 *
 * @example
 * const checkout = specificationOfProcess(Checkout)(orderId);
 * it('asks for payment', () => checkout.given(placed, reserved).inEveryOrder().then(new RequestPayment(orderId)));
 */
export function specificationOfProcess<Facts, Contracts extends readonly Contract[], Timer extends string>(
  process: ProcessManager<Facts, Contracts, Timer>,
) {
  type Given = FactOf<Contracts[number]> | Elapsed;
  const asksFor = (correlation: string, facts: readonly Given[]) => {
    const history = facts.map((fact) =>
      'elapsed' in fact ? { type: timerElapsed, data: { timer: fact.elapsed } } : (fact as Fact),
    );
    const folded = foldProcess(process as unknown as ProcessManager<Facts>, deepFreeze(process.initial), history);
    return process.react(deepFreeze(folded), correlation);
  };
  return (correlation: string) => ({
    given: (...facts: readonly Given[]) => ({
      then: (...requests: readonly object[]): void => expect(asksFor(correlation, facts)).toEqual(requests),
      thenNothing: (): void => expect(asksFor(correlation, facts)).toEqual([]),
      inEveryOrder: () => ({
        then: (...requests: readonly object[]): void => {
          for (const order of ordersOf(facts)) expect(asksFor(correlation, order)).toEqual(requests);
        },
        thenNothing: (): void => {
          for (const order of ordersOf(facts)) expect(asksFor(correlation, order)).toEqual([]);
        },
      }),
    }),
  });
}

function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}
