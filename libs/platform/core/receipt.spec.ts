import fc from 'fast-check';
import { formatConsistency, furthest, parseConsistency, positionFrom } from './index.js';

const context = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/);
const position = fc.nat({ max: 999_999_999_999_999 }).map(positionFrom);
const consistency = fc.uniqueArray(fc.tuple(context, position), {
  minLength: 1,
  maxLength: 32,
  selector: ([name]) => name,
});

describe('a consistency token', () => {
  it('is read as it was written', () =>
    fc.assert(
      fc.property(consistency, (places) => {
        expect(parseConsistency(formatConsistency(new Map(places)))).toEqual(new Map(places));
      }),
    ));

  it('reads orders:4711,payments:12', () => {
    expect(parseConsistency('orders:4711, payments:12')).toEqual(
      new Map([
        ['orders', 4711],
        ['payments', 12],
      ]),
    );
  });

  it('that names a context twice means the further place', () => {
    expect(parseConsistency('orders:7,orders:9,orders:8')).toEqual(new Map([['orders', 9]]));
  });

  it.each([
    '',
    ',',
    'orders',
    'orders:',
    ':7',
    'orders:-1',
    'orders:1.5',
    'orders:1e3',
    'Orders:1',
    'orders:1;payments:2',
    'orders:1,',
    `orders:${'9'.repeat(16)}`,
  ])('is not "%s"', (token) => expect(parseConsistency(token)).toBeUndefined());

  it('that is anything else is refused and never throws', () =>
    fc.assert(
      fc.property(fc.string(), (token) => {
        const read = parseConsistency(token);
        expect(read && parseConsistency(formatConsistency(read))).toEqual(read);
      }),
    ));

  it('names at most 32 contexts', () => {
    const token = (amount: number) => Array.from({ length: amount }, (_, nth) => `c${nth}:1`).join(',');
    expect(parseConsistency(token(32))?.size).toBe(32);
    expect(parseConsistency(token(33))).toBeUndefined();
  });
});

describe('receipts joined', () => {
  const at = (context: string, place: number) => ({ context, position: positionFrom(place) });

  it('keep the furthest place of each context', () => {
    expect(furthest([at('orders', 3), at('payments', 0), at('orders', 2)])).toEqual(
      new Map([
        ['orders', 3],
        ['payments', 0],
      ]),
    );
  });
});

describe('a position', () => {
  it.each([0, 1, '4711', Number.MAX_SAFE_INTEGER])('can be %p', (value) =>
    expect(positionFrom(value)).toBe(Number(value)),
  );
  it.each([-1, 1.5, NaN, 'seven', undefined, {}, 2 ** 53, '9007199254740993'])('cannot be %p', (value) =>
    expect(() => positionFrom(value)).toThrow(RangeError),
  );
});
