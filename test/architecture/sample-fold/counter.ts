import { most } from './limits.js';

declare function aggregate<Definition>(definition: Definition): Definition;

interface State {
  readonly count: number;
}

// Bounded.
function bounded(count: number): number {
  return Math.min(count, most);
}

const counted = (state: State, count: number): State => ({ ...state, count: bounded(count) });

export const Counter = aggregate({
  category: 'tests.counter',
  initial: { count: 0 },
  foldVersion: 3,
  evolve: {
    Counted: (state: State, { by }: { readonly by: number }) => counted(state, state.count + by),
  },
});

export function reset(state: State): object[] {
  return state.count === 0 ? [] : [{ type: 'Reset' }];
}
