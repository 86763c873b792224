import type { Order, OrderParcel, Payment, Shipment, StaffProduct } from '../answers.js';
import type { Books } from '../books/books.js';
import { check } from './check.js';

const money = (amount: number) => ({ amount, currency: 'EUR' });

const paymentOf = (orderId: string) => `payment of ${orderId}`;
const order = (orderId: string, status: Order['status'], shipment?: string): Order => ({
  orderId,
  customerId: 'ada',
  status,
  placedAt: '2026-11-21T12:00:00.000Z',
  total: money(20),
  lines: [{ sku: 'mug', quantity: 2, unitPrice: money(10) }],
  payment: { paymentId: paymentOf(orderId), status: 'captured', refunded: money(0) },
  shipment: shipment === undefined ? null : { shipmentId: orderId, status: shipment, parcels: [] },
  history: [{ what: 'order-paid' }],
});
const paid = order('paid', 'paid', 'prepared');
const completed = order('completed', 'completed', 'delivered');
const cancelled: Order = {
  ...order('cancelled', 'cancelled', 'cancelled'),
  payment: { paymentId: paymentOf('cancelled'), status: 'refunded', refunded: money(20) },
};
const rejected: Order = { ...order('rejected', 'rejected'), payment: null, history: [] };
const orders = [paid, completed, cancelled, rejected];

const captured = (orderId: string): Payment => ({
  paymentId: paymentOf(orderId),
  orderId,
  status: 'captured',
  amount: money(20),
  refunded: money(0),
});
const refunded: Payment = { ...captured('cancelled'), status: 'refunded', refunded: money(20) };
const shipment = (orderId: string, status: Shipment['status']): Shipment => ({
  shipmentId: orderId,
  orderId,
  status,
  parcels: [],
});

const mug: StaffProduct = {
  sku: 'mug',
  title: 'Mug',
  price: money(10),
  listed: true,
  stock: 56,
  reserved: 3,
  sold: 7,
};
const bucket = (paidOrders: number, revenue: number, refunds: number) => ({
  currency: 'EUR',
  orders: paidOrders,
  revenue: money(revenue),
  refunds: money(refunds),
});

const right: Books = {
  acknowledged: orders.map(({ orderId, total }) => ({ orderId, total, basket: { mug: 2 } })),
  unanswered: 0,
  orders,
  payments: [captured('paid'), captured('completed'), refunded],
  shipments: [shipment('paid', 'prepared'), shipment('completed', 'delivered'), shipment('cancelled', 'cancelled')],
  products: [mug],
  revenue: [bucket(5, 130, 20), bucket(1, 20, 5)],
  before: {
    products: new Map([['mug', { stock: 10, reserved: 1, sold: 5 }]]),
    revenue: [bucket(3, 90, 5)],
  },
  restocked: new Map([['mug', 50]]),
  othersAtWork: false,
};

const said = (books: Books) =>
  check(books).disagreements.map(({ about, id, sentence }) => `${about}: ${id} ${sentence}`);

it('finds nothing when money, stock, orders and shipments agree', () => {
  expect(check(right)).toEqual({ disagreements: [], uncertain: [] });
});

const withPaid = (change: Partial<Order>): Partial<Books> => ({
  orders: [{ ...paid, ...change }, completed, cancelled, rejected],
});
const withMug = (change: Partial<StaffProduct>): Partial<Books> => ({ products: [{ ...mug, ...change }] });

it.each<[string, Partial<Books>, string]>([
  ['a lost order', { orders: [completed, cancelled, rejected] }, 'orders: paid was acknowledged and is gone'],
  [
    'an order placed twice',
    { orders: [...orders, order('again', 'paid')] },
    'orders: again was placed twice or by nobody',
  ],
  [
    'a total that was promised otherwise',
    withPaid({ total: money(21) }),
    'orders: paid costs 21 and not 20 as promised',
  ],
  [
    'other goods than were ordered',
    withPaid({ lines: [{ sku: 'pot', quantity: 1, unitPrice: money(20) }] }),
    'orders: paid holds {"pot":1} and not {"mug":2} as ordered',
  ],
  ['an order that got stuck', withPaid({ status: 'placed' }), 'orders: paid is placed and has not come to rest'],
  [
    'a payment that nobody has asked for',
    withPaid({ status: 'awaiting-payment' }),
    'orders: paid is awaiting-payment and has not come to rest',
  ],
  ['a total that is not the sum', withPaid({ total: money(21) }), 'totals: paid costs 21, its lines 20'],
  [
    'goods for nothing',
    { payments: [captured('paid'), refunded] },
    'money: completed is completed at 20: 0 taken, 0 given back',
  ],
  [
    'money for nothing',
    { payments: [captured('paid'), captured('completed'), captured('cancelled')] },
    'money: cancelled is cancelled at 20: 20 taken, 0 given back',
  ],
  [
    'money taken twice',
    { payments: [...right.payments, { ...captured('paid'), paymentId: 'x' }] },
    'money: paid is paid at 20: 40 taken, 0 given back',
  ],
  [
    'more given back than taken',
    { payments: [captured('paid'), captured('completed'), { ...refunded, refunded: money(30) }] },
    'money: cancelled is cancelled at 20: 20 taken, 30 given back',
  ],
  [
    'a payment of no order',
    { payments: [...right.payments, captured('x')] },
    'money: payment of x is a payment of the order x, which is not there',
  ],
  ['an order that is paid by nothing', withPaid({ payment: null }), 'money: paid is paid by no payment'],
  [
    'a payment that only the order knows',
    withPaid({ payment: { paymentId: 'x', status: 'captured', refunded: money(0) } }),
    'money: paid has a payment x that is not there',
  ],
  [
    'a payment over another amount',
    { payments: [{ ...captured('paid'), amount: money(19) }, captured('completed'), refunded] },
    'money: payment of paid is over 19, its order paid over 20',
  ],
  [
    'a refund that the order does not know',
    { orders: [paid, completed, { ...cancelled, payment: captured('cancelled') }, rejected] },
    'money: payment of cancelled gave back 20; its order cancelled says 0',
  ],
  [
    'a decline that the order does not know',
    { payments: [{ ...captured('paid'), status: 'declined' }, captured('completed'), refunded] },
    'money: payment of paid is declined; its order paid is paid',
  ],
  ['a lost piece', withMug({ stock: 55 }), 'stock: mug has 55 in stock; 10 before and 50 restocked make it 56'],
  [
    'a delivery that did not come',
    { restocked: new Map() },
    'stock: mug has 56 in stock; 10 before and 0 restocked make it 6',
  ],
  ['less than nothing', withMug({ stock: -1 }), 'stock: mug counts below zero: -1, 3, 7'],
  ['pieces reserved for nobody', withMug({ reserved: 4 }), 'stock: mug has 4 reserved, and orders make it 3'],
  ['pieces sold to nobody', withMug({ sold: 8 }), 'stock: mug has 8 sold, and orders make it 7'],
  ['a product that is gone', { products: [] }, 'stock: mug was ordered and is no product'],
  ['a lost shipment', { shipments: right.shipments.slice(1) }, 'shipments: paid is paid and has shipments: none'],
  [
    'two shipments of one order',
    { shipments: [...right.shipments, shipment('paid', 'prepared')] },
    'shipments: paid is paid and has shipments: prepared, prepared',
  ],
  [
    'a shipment of a cancelled order',
    { shipments: [...right.shipments.slice(0, 2), shipment('cancelled', 'prepared')] },
    'shipments: cancelled is cancelled and has shipments: prepared',
  ],
  [
    'a shipment that was cancelled under a living order',
    { shipments: [shipment('paid', 'cancelled'), ...right.shipments.slice(1)] },
    'shipments: paid is paid and has shipments: cancelled',
  ],
  [
    'a shipment that the order does not know',
    withPaid({ shipment: null }),
    'shipments: paid says its shipment is none, and shipping says prepared',
  ],
  [
    'a shipment of no order',
    { shipments: [...right.shipments, shipment('x', 'prepared')] },
    'shipments: x is a shipment of the order x, which is not there',
  ],
  [
    'revenue that was counted twice',
    { revenue: [bucket(5, 150, 20), bucket(1, 20, 5)] },
    'revenue: EUR was counted by analytics as {"orders":3,"revenue":80,"refunds":20} and not {"orders":3,"revenue":60,"refunds":20}',
  ],
  [
    'refunds that were not counted',
    { revenue: [bucket(6, 150, 5)] },
    'revenue: EUR was counted by analytics as {"orders":3,"revenue":60,"refunds":0} and not {"orders":3,"revenue":60,"refunds":20}',
  ],
])('notices %s', (_, change, sentence) => {
  expect(said({ ...right, ...change })).toContain(sentence);
});

it('lets an order be there of which nobody was told what became of it', () => {
  const products = [{ ...mug, stock: 54, sold: 9 }];
  const revenue = [...right.revenue, bucket(1, 20, 0)];
  const more = {
    orders: [...orders, order('unheard', 'completed', 'delivered')],
    payments: [...right.payments, captured('unheard')],
    shipments: [...right.shipments, shipment('unheard', 'delivered')],
  };
  expect(said({ ...right, ...more, products, revenue, unanswered: 1 })).toEqual([]);
});

it('is not sure of what is counted together with the orders of others', () => {
  const { disagreements, uncertain } = check({ ...right, ...withMug({ stock: 3 }), revenue: [], othersAtWork: true });
  expect(disagreements).toEqual([]);
  expect(uncertain.map(({ about, id }) => [about, id])).toEqual([
    ['stock', 'mug'],
    ['revenue', 'EUR'],
  ]);
});

describe('without a run', () => {
  const all: Books = {
    ...right,
    acknowledged: undefined,
    products: [{ ...mug, stock: 1000, reserved: 2, sold: 2 }],
    revenue: [bucket(3, 60, 20)],
    before: { products: new Map(), revenue: [] },
    restocked: new Map(),
  };

  it('needs nobody to have written down what there was', () => {
    expect(said(all)).toEqual([]);
  });

  it('lets staff give money back for goods that stay with the customer', () => {
    const back = money(5);
    const generous: Partial<Books> = {
      orders: [{ ...paid, payment: { ...paid.payment!, refunded: back } }, completed, cancelled, rejected],
      payments: [
        { ...captured('paid'), status: 'partially-refunded', refunded: back },
        captured('completed'),
        refunded,
      ],
      revenue: [bucket(3, 60, 25)],
    };
    expect(said({ ...all, ...generous })).toEqual([]);
    expect(said({ ...all, ...generous, acknowledged: right.acknowledged })).toContain(
      'money: paid is paid at 20: 20 taken, 5 given back',
    );
  });

  it('counts the pieces of products that nobody has ordered too', () => {
    const pot = { ...mug, sku: 'pot', reserved: 1, sold: 0 };
    expect(said({ ...all, products: [...all.products, pot] })).toEqual([
      'stock: pot has 1 reserved, and orders make it 0',
    ]);
  });
});

describe('a return', () => {
  const parcel: OrderParcel = {
    parcel: 1,
    status: 'delivered',
    lines: [{ sku: 'mug', quantity: 2 }],
    returned: [{ sku: 'mug', quantity: 1 }],
  };
  const shipped = { shipmentId: 'completed', status: 'delivered', parcels: [parcel] };
  const half = { ...captured('completed'), status: 'partially-refunded', refunded: money(10) } as const;
  const withReturn: Books = {
    ...right,
    orders: [paid, { ...completed, shipment: shipped, payment: half }, cancelled, rejected],
    payments: [captured('paid'), half, refunded],
    shipments: [
      right.shipments[0]!,
      { ...shipment('completed', 'delivered'), parcels: [{ ...parcel, returns: [{ lines: parcel.returned }] }] },
      right.shipments[2]!,
    ],
    products: [{ ...mug, stock: 57, sold: 6 }],
    revenue: [bucket(5, 130, 30), bucket(1, 20, 5)],
  };

  it('agrees when the money and the piece are back', () => expect(said(withReturn)).toEqual([]));
  it('may be of all that was sent', () => {
    const all = [{ ...parcel, status: 'returned' as const, returned: parcel.lines }];
    const back = {
      ...shipment('completed', 'returned'),
      parcels: all.map((one) => ({ ...one, returns: [one].map((r) => ({ lines: r.returned })) })),
    };
    const whole = { ...captured('completed'), status: 'refunded', refunded: money(20) } as const;
    const books: Books = {
      ...withReturn,
      orders: [
        paid,
        { ...completed, payment: whole, shipment: { ...shipped, status: 'returned', parcels: all } },
        cancelled,
        rejected,
      ],
      payments: [captured('paid'), whole, refunded],
      shipments: [right.shipments[0]!, back, right.shipments[2]!],
      products: [{ ...mug, stock: 58, sold: 5 }],
      revenue: [bucket(5, 130, 40), bucket(1, 20, 5)],
    };
    expect(said(books)).toEqual([]);
  });

  it.each<[string, Partial<Books>, string]>([
    [
      'the money is not back',
      { payments: right.payments },
      'money: completed is completed at 20: 20 taken, 0 given back, 10 of it returned',
    ],
    ['the piece is not back', { products: [mug] }, 'stock: mug has 7 sold, and orders make it 6'],
    [
      'the order does not know of it',
      { orders: right.orders },
      'shipments: completed has the parcels "", and shipping says "1 delivered: 2, 1 back"',
    ],
  ])('is noticed when %s', (_, change, sentence) => {
    expect(said({ ...withReturn, ...change })).toContain(sentence);
  });
});
