import { misfits } from './fit.js';
import type { Shape } from './shape.js';

const shape: Shape = {
  text: 'string',
  lines: { '[]': { by: '"a" | "b"', 'note?': 'null | string' } },
  prices: { '[string]': 'number' },
  how: { '| 1': '"cash"', '| 2': { card: 'string' } },
  with: 'any JSON',
};
const data = { text: 'x', lines: [{ by: 'a' }, { by: 'b', note: null }], prices: { EUR: 1 }, how: 'cash', with: [1] };

describe('data', () => {
  it.each([
    ['that say everything', data],
    ['of another member of a union', { ...data, how: { card: '4711' } }],
    ['with empty lists and maps', { ...data, lines: [], prices: {} }],
  ])('are of their shape, %s', (_, given) => expect(misfits(shape, given)).toEqual([]));

  it.each([
    ['no object', 'data is no object'],
    [{ ...data, text: 1 }, 'data.text is no string'],
    [{ ...data, text: undefined }, 'data.text is no string'],
    [{ ...data, more: 1 }, 'data.more is unknown to the shape'],
    [{ ...data, lines: {} }, 'data.lines is no list'],
    [{ ...data, prices: [] }, 'data.prices is no object'],
    [{ ...data, lines: [{ by: 'c' }] }, 'data.lines.0.by is no "a" | "b"'],
    [{ ...data, lines: [{ by: 'a', note: 1 }] }, 'data.lines.0.note is no null | string'],
    [{ ...data, prices: { EUR: '1' } }, 'data.prices.EUR is no number'],
    [{ ...data, with: undefined }, 'data.with is no any JSON'],
    [{ ...data, how: 'barter' }, 'data.how is of none of 2 shapes'],
  ])('are not of it: %j', (given, misfit) => expect(misfits(shape, given)).toEqual([misfit]));
});
