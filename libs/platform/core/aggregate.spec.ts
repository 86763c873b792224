import { aggregate, type Event, fold, ignore, UnknownEventType } from './index.js';

type Grew = Event<'Grew', { by: number }>;
type Noted = Event<'Noted', { text: string }>;

const Tree = aggregate<number, Grew | Noted>({
  category: 'garden.tree',
  initial: 0,
  evolve: { Grew: (height, { by }) => height + by, Noted: ignore },
});

const grew = (by: number): Grew => ({ type: 'Grew', data: { by } });

describe('a fold', () => {
  it('takes events in their order and leaves ignored ones alone', () => {
    const noted: Noted = { type: 'Noted', data: { text: 'tall' } };
    expect(fold(Tree, Tree.initial, [grew(1), noted, grew(2)])).toBe(3);
  });

  it('of nothing is the state it began with', () => expect(fold(Tree, 7, [])).toBe(7));

  it('can be continued from any state', () => {
    const half = fold(Tree, Tree.initial, [grew(1)]);
    expect(fold(Tree, half, [grew(2)])).toBe(fold(Tree, Tree.initial, [grew(1), grew(2)]));
  });

  it.each(['Shrank', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'never skips an unknown event: %s',
    (type) => {
      expect(() => fold(Tree, 0, [grew(1), { type, data: {} }])).toThrow(UnknownEventType);
      expect(() => fold(Tree, 0, [{ type, data: {} }])).toThrow(`garden.tree cannot fold an event of type "${type}"`);
    },
  );
});
