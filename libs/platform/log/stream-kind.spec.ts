import { aggregate, type Event, ignore } from '#platform/core';
import { kindOf } from './index.js';

type Counted = Event<'Counted', { by: number }>;
type Noted = Event<'Noted', object>;

const definition = {
  category: 'tests.counter',
  initial: { count: 0 },
  evolve: { Counted: ({ count }: { count: number }, { by }: { by: number }) => ({ count: count + by }), Noted: ignore },
} as const;

const keyOf = (change: object) =>
  kindOf(aggregate<{ count: number }, Counted | Noted>({ ...definition, ...change })).foldKey;

describe('the key of a fold', () => {
  it('is the same wherever the same code runs', () => {
    const { Counted, Noted } = definition.evolve;
    expect(keyOf({})).toBe(keyOf({}));
    expect(keyOf({ evolve: { Noted, Counted } })).toBe(keyOf({}));
    expect(keyOf({ foldVersion: 1 })).toBe(keyOf({}));
  });

  it.each<[string, object]>([
    ['its version', { foldVersion: 2 }],
    ['a step', { evolve: { ...definition.evolve, Counted: ({ count }: { count: number }) => ({ count: count + 1 }) } }],
    ['what it ignores', { evolve: { ...definition.evolve, Noted: (state: object) => state } }],
    ['the state before any event', { initial: { count: 1 } }],
  ])('changes with %s', (_, change) => {
    expect(keyOf(change)).not.toBe(keyOf({}));
  });
});
