import type { Aggregate, Event, Refusal } from '#platform/core';
import { fold } from '#platform/core';

/**
 * The given/when/then kit of decisions: given these events, when this is decided, then these events or this refusal.
 *
 * @example
 * const given = specificationOf(Order);
 * it('records the reason', () => given(placed).when((order) => cancel(order, 'late', now)).then(cancelled));
 */
export function specificationOf<State, E extends Event>(aggregate: Aggregate<State, E>) {
  return (...events: readonly E[]) => ({
    when(decide: (state: State) => readonly E[]) {
      const state = deepFreeze(fold(aggregate, deepFreeze(aggregate.initial), events));
      return {
        then: (...expected: readonly E[]): void => expect(decide(state)).toEqual(expected),
        thenNothing: (): void => expect(decide(state)).toEqual([]),
        thenThrows: (refusal: new (...args: never[]) => Refusal): void => expect(() => decide(state)).toThrow(refusal),
      };
    },
  });
}

/** Makes a change of folded state fail: folding and deciding never mutate. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
