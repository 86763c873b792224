import type { Books } from './books.js';
import { settle } from './settle.js';

const empty: Books = {
  acknowledged: [],
  unanswered: 0,
  orders: [],
  payments: [],
  shipments: [],
  products: [],
  revenue: [],
  before: { products: new Map(), revenue: [] },
  restocked: new Map(),
  othersAtWork: false,
};
const total = { amount: 1, currency: 'EUR' };
const missing: Books = { ...empty, acknowledged: [{ orderId: 'o-1', total, basket: {} }] };
const ignore = () => {};

describe('settling', () => {
  it('reads the books until they agree', async () => {
    const read = [missing, empty];
    const open: number[] = [];
    const { disagreements, books } = await settle(
      async () => read.shift()!,
      60_000,
      (left) => open.push(left),
    );
    expect([disagreements, books, open]).toEqual([[], empty, [1, 0]]);
  });

  it('ends with what does not agree once that has stayed so for long enough', async () => {
    const { disagreements } = await settle(async () => missing, 0, ignore);
    expect(disagreements.map(({ id }) => id)).toEqual(['o-1']);
  });
});
