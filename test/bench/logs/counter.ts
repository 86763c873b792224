import { aggregate, type Event } from '#platform/core';

/** What every log is given to store, ours, peers' and bare tables alike. */
export type Counted = Event<
  'Counted',
  { orderId: string; items: readonly { sku: string; quantity: number; price: number }[]; total: number }
>;

export const counted: Counted = {
  type: 'Counted',
  data: {
    orderId: '0199f0a0-0000-7000-8000-000000000000',
    items: [{ sku: 'a', quantity: 2, price: 1999 }],
    total: 3998,
  },
};

export const metadata = {
  commandId: counted.data.orderId,
  correlationId: counted.data.orderId,
  actor: counted.data.orderId,
};

export const Counter = aggregate<number, Counted>({
  category: 'bench.counter',
  initial: 0,
  evolve: { Counted: (count) => count + 1 },
});
