import type { Order, OrderParcel, Payment, Shipment } from '../../drivers/answers.js';
import { type Books, disagreements } from './books.js';

const money = (amount: number) => ({ amount, currency: 'EUR' });

const paid: Order = {
  orderId: 'paid',
  placedAt: '2026-01-31T12:00:00.000Z',
  customerId: 'ada',
  status: 'paid',
  total: money(20),
  lines: [{ sku: 'mug', title: 'Mug', quantity: 2, unitPrice: money(10) }],
  payment: null,
  shipment: null,
  history: [{ at: '', what: 'order-paid', description: '' }],
};
const completed: Order = { ...paid, orderId: 'completed', status: 'completed' };
const cancelled: Order = { ...paid, orderId: 'cancelled', status: 'cancelled' };

const captured = ({ orderId, total }: Order): Payment => ({
  paymentId: `payment of ${orderId}`,
  orderId,
  status: 'captured',
  amount: total,
  refunded: money(0),
});
const refunded: Payment = { ...captured(cancelled), status: 'refunded', refunded: money(20) };
const shipmentOf = ({ orderId }: Order, status: Shipment['status']): Shipment => ({
  shipmentId: orderId,
  orderId,
  status,
  parcels: [],
});

const charge = (key: string) => ({
  key,
  kind: 'charge' as const,
  amount: 20,
  subject: 'tok_ok',
  outcome: 'captured' as const,
});
const captureOf = ({ orderId }: Order) => ({ paymentId: `payment of ${orderId}`, reference: `sandbox-${orderId}` });

const orders = [paid, completed, cancelled];
const right: Books = {
  acknowledged: orders.map(({ orderId, total, status }) => ({
    orderId,
    total,
    basket: { mug: 2 },
    mayEndAs: [status],
  })),
  putIn: { mug: 10 },
  orders,
  payments: [captured(paid), captured(completed), refunded],
  shipments: [shipmentOf(paid, 'prepared'), shipmentOf(completed, 'delivered'), shipmentOf(cancelled, 'cancelled')],
  products: [
    { sku: 'mug', title: 'Mug', description: '', price: money(10), listed: true, stock: 6, reserved: 2, sold: 2 },
  ],
  captures: orders.map(captureOf),
  ledger: [
    ...orders.map(({ orderId }) => charge(orderId)),
    { key: 'back', kind: 'refund', amount: 20, subject: 'sandbox-cancelled', outcome: 'captured' },
  ],
  revenue: [{ bucket: '', currency: 'EUR', orders: 3, revenue: money(60), refunds: money(20) }],
};
const mug = right.products[0]!;

it('agree when nothing is lost and nothing happened twice', () => {
  expect(disagreements(right)).toEqual([]);
});

it.each<[string, Partial<Books>, string]>([
  ['a lost order', { orders: [completed, cancelled] }, 'order paid was acknowledged and is gone'],
  [
    'an order twice',
    { orders: [...orders, { ...cancelled, orderId: 'again' }] },
    'order again was placed twice or by nobody',
  ],
  [
    'another total',
    { orders: [{ ...paid, total: money(21) }, completed, cancelled] },
    'order paid costs 21 and not 20',
  ],
  [
    'an order that got stuck',
    { orders: [{ ...paid, status: 'placed' }, completed, cancelled] },
    'order paid is placed, not paid',
  ],
  [
    'goods for nothing',
    { payments: [captured(paid), refunded] },
    '0 and not 20 was taken for the completed order completed',
  ],
  [
    'money for nothing',
    { payments: [captured(paid), captured(completed), captured(cancelled)] },
    '20 and not 0 was taken for the cancelled order cancelled',
  ],
  [
    'a double charge',
    {
      captures: [...right.captures, { ...captureOf(paid), reference: 'sandbox-x' }],
      ledger: [...right.ledger, charge('x')],
    },
    'payment payment of paid was charged 2 times',
  ],
  [
    'a charge nobody knows of',
    { ledger: [...right.ledger, charge('x')] },
    'the provider charged x and payments do not know',
  ],
  [
    'a refund that was not done',
    { ledger: right.ledger.slice(0, 3) },
    'payment payment of cancelled is 0 here and 20 at the provider',
  ],
  [
    'a refund nobody knows of',
    { ledger: [...right.ledger, { ...right.ledger[3]!, key: 'x', subject: 'y' }] },
    'the provider refunded x and payments do not know',
  ],
  ['a lost piece', { products: [{ ...mug, stock: 5 }] }, 'mug has 5 + 2 + 2 pieces of 10'],
  ['less than nothing', { products: [{ ...mug, stock: -1 }], putIn: { mug: 3 } }, 'mug has a negative count: -1, 2, 2'],
  [
    'pieces reserved for nobody',
    { products: [{ ...mug, stock: 5, reserved: 3 }] },
    'mug has 3 reserved, orders say otherwise',
  ],
  ['pieces sold to nobody', { products: [{ ...mug, stock: 5, sold: 3 }] }, 'mug has 3 sold, orders say otherwise'],
  ['a lost shipment', { shipments: right.shipments.slice(1) }, 'the paid order paid has shipments: none'],
  [
    'a shipment of a cancelled order',
    { shipments: [...right.shipments.slice(0, 2), shipmentOf(cancelled, 'prepared')] },
    'the cancelled order cancelled has shipments: prepared',
  ],
])('do not agree with %s', (_, change, sentence) => {
  expect(disagreements({ ...right, ...change })).toContain(sentence);
});

describe('of an order with a return', () => {
  const line = { sku: 'mug', title: 'Mug', quantity: 2 };
  const parcel: OrderParcel = {
    parcel: 1,
    status: 'delivered',
    carrier: 'DHL',
    trackingNumber: 'T-1',
    lines: [line],
    returned: [{ ...line, quantity: 1 }],
  };
  const shipment: Shipment = {
    ...shipmentOf(completed, 'delivered'),
    parcels: [{ ...parcel, returns: [{ returnId: 'r', lines: parcel.returned }] }],
  };
  const half: Payment = { ...captured(completed), status: 'partially-refunded', refunded: money(10) };
  const returned: Books = {
    ...right,
    orders: [paid, { ...completed, shipment: { ...shipment, parcels: [parcel] } }, cancelled],
    payments: [captured(paid), half, refunded],
    shipments: [right.shipments[0]!, shipment, right.shipments[2]!],
    products: [{ ...right.products[0]!, stock: 7, sold: 1 }],
    ledger: [
      ...right.ledger,
      { key: 'half', kind: 'refund', amount: 10, subject: 'sandbox-completed', outcome: undefined },
    ],
    revenue: [{ ...right.revenue[0]!, refunds: money(30) }],
  };

  it('agree when the money and the piece went back', () => expect(disagreements(returned)).toEqual([]));

  it.each<[string, Partial<Books>, string]>([
    [
      'a return without the money',
      { payments: right.payments },
      '20 and not 10 was taken for the completed order completed',
    ],
    ['a return without the piece', { products: right.products }, 'mug has 2 sold, orders say otherwise'],
    [
      'a return that the order does not know',
      { orders: right.orders },
      'order completed has the parcels "" and shipping "1 delivered, 2 pieces, 1 back"',
    ],
  ])('do not agree with %s', (_, change, sentence) => {
    expect(disagreements({ ...returned, ...change })).toContain(sentence);
  });
});

it('do not agree with analytics that count twice', () => {
  const revenue = [...right.revenue, { ...right.revenue[0]!, revenue: money(0), refunds: money(0), orders: 1 }];
  expect(disagreements({ ...right, revenue })).toEqual([expect.stringMatching(/^analytics count .*4.* and not .*3/)]);
});
