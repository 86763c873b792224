import fc from 'fast-check';
import { contextOf, slotOf, slots, streamName } from './index.js';

describe('the slot of a stream', () => {
  // Stored positions of consumers depend on these: a failure here is a lost or repeated event somewhere.
  it.each([
    ['', 5],
    ['orders.order-0190a0b0-0000-7000-8000-000000000001', 12],
    ['orders.order-0190a0b0-0000-7000-8000-000000000002', 5],
    ['catalog.product-COFFEE-1', 10],
    ['users.user-zürich', 15],
    ['orders.checkout-🤷', 2],
  ])('of "%s" is %d for ever', (stream, slot) => expect(slotOf(stream)).toBe(slot));

  it('is one of all, for every name', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (stream) => {
        expect(slotOf(stream)).toBeGreaterThanOrEqual(0);
        expect(slotOf(stream)).toBeLessThan(slots);
        expect(Number.isInteger(slotOf(stream))).toBe(true);
      }),
    ));

  it('spreads streams evenly', () => {
    const counts = Array<number>(slots).fill(0);
    for (let nth = 0; nth < 16_000; nth++) counts[slotOf(`orders.order-${nth}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(700);
    expect(Math.max(...counts)).toBeLessThan(1300);
  });
});

describe('a durable name', () => {
  it('begins with its context', () => {
    expect(contextOf('orders.order')).toBe('orders');
    expect(contextOf(streamName('orders.order', 'a.b-c'))).toBe('orders');
  });
  it.each(['orders', '.orders', ''])('is not "%s"', (name) =>
    expect(() => contextOf(name)).toThrow(/is not a durable name/),
  );
});
