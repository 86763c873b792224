import type {
  Money,
  Order,
  OrderLine,
  OrderParcel,
  OrderStatus,
  Payment,
  RevenueBucket,
  Shipment,
  StaffProduct,
} from '../../drivers/answers.js';
import type { Basket } from '../../drivers/shopper.js';

/** An order that the shop has promised to somebody. */
export interface Acknowledged {
  readonly orderId: string;
  readonly total: Money;
  readonly basket: Basket;
  /** What may become of it, as far as its shopper knows. */
  mayEndAs: readonly OrderStatus[];
}

/** What payments believe to have taken: one entry per capture recorded. */
export interface Capture {
  readonly paymentId: string;
  readonly reference: string;
}

/** What the provider has really done. The subject of a refund is the reference of what it gives back. */
export interface LedgerEntry {
  readonly key: string;
  readonly kind: 'charge' | 'refund';
  readonly amount: number;
  readonly subject: string;
  /** Undefined for what never came to an end. */
  readonly outcome: 'captured' | 'declined' | undefined;
}

/** All that the shop and its provider say when nothing is at work any more. One currency. */
export interface Books {
  readonly acknowledged: readonly Acknowledged[];
  /** Pieces put in stock. */
  readonly putIn: Basket;
  readonly orders: readonly Order[];
  readonly payments: readonly Payment[];
  readonly shipments: readonly Shipment[];
  readonly products: readonly StaffProduct[];
  readonly captures: readonly Capture[];
  readonly ledger: readonly LedgerEntry[];
  readonly revenue: readonly RevenueBucket[];
}

/** What the shop has promised to those who asked it, and what was put into it. */
export type Promised = Pick<Books, 'acknowledged' | 'putIn'>;

type Rule = (books: Books) => readonly (string | false)[];

const paidStatuses: readonly OrderStatus[] = ['paid', 'shipped', 'completed'];
const isPaid = ({ status }: Order): boolean => paidStatuses.includes(status);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
/** What came back of an order that was sent; a cancelled one was refunded and its stock released before. */
const returnedOf = (order: Order): readonly OrderLine[] =>
  isPaid(order)
    ? (order.shipment?.parcels ?? [])
        .flatMap(({ returned }) => returned)
        .map((line) => ({ ...order.lines.find(({ sku }) => sku === line.sku)!, quantity: line.quantity }))
    : [];
const worth = (lines: readonly OrderLine[]): number =>
  sum(lines.map(({ quantity, unitPrice }) => quantity * unitPrice.amount));
const net = ({ amount, refunded, status }: Payment): number =>
  status === 'captured' || status === 'refunded' || status === 'partially-refunded'
    ? amount.amount - refunded.amount
    : 0;

const everyAcknowledgedOrderIsThereOnce: Rule = ({ acknowledged, orders }) => {
  const known = new Map(orders.map((order) => [order.orderId, order]));
  const promised = new Set(acknowledged.map(({ orderId }) => orderId));
  return [
    ...acknowledged.map(({ orderId }) => !known.has(orderId) && `order ${orderId} was acknowledged and is gone`),
    ...orders.map(({ orderId }) => !promised.has(orderId) && `order ${orderId} was placed twice or by nobody`),
    ...acknowledged.map(({ orderId, total }) => {
      const now = known.get(orderId)?.total.amount ?? total.amount;
      return now !== total.amount && `order ${orderId} costs ${now} and not ${total.amount}`;
    }),
  ];
};

const everyOrderHasEnded: Rule = ({ acknowledged, orders }) => {
  const statusOf = new Map(orders.map(({ orderId, status }) => [orderId, status]));
  return acknowledged.map(({ orderId, mayEndAs }) => {
    const status = statusOf.get(orderId);
    return (
      status !== undefined &&
      !mayEndAs.includes(status) &&
      `order ${orderId} is ${status}, not ${mayEndAs.join(' or ')}`
    );
  });
};

const whoGetsGoodsPaysAndNobodyElse: Rule = ({ orders, payments }) => {
  const paymentsOf = Map.groupBy(payments, ({ orderId }) => orderId);
  return orders.map((order) => {
    const taken = sum((paymentsOf.get(order.orderId) ?? []).map(net));
    const due = isPaid(order) ? order.total.amount - worth(returnedOf(order)) : 0;
    return taken !== due && `${taken} and not ${due} was taken for the ${order.status} order ${order.orderId}`;
  });
};

const theProviderHasDoneWhatPaymentsSay: Rule = ({ payments, captures, ledger }) => {
  const paymentOf = new Map(captures.map(({ paymentId, reference }) => [reference, paymentId]));
  const charges = ledger.filter(({ kind, outcome }) => kind === 'charge' && outcome === 'captured');
  const refunds = ledger.filter(({ kind }) => kind === 'refund');
  const chargesOf = Map.groupBy(charges, ({ key }) => paymentOf.get(`sandbox-${key}`));
  const refundsOf = Map.groupBy(refunds, ({ subject }) => paymentOf.get(subject));
  return [
    ...(chargesOf.get(undefined) ?? []).map(({ key }) => `the provider charged ${key} and payments do not know`),
    ...(refundsOf.get(undefined) ?? []).map(({ key }) => `the provider refunded ${key} and payments do not know`),
    ...payments.map((payment) => {
      const { paymentId } = payment;
      const charged = chargesOf.get(paymentId) ?? [];
      const provider =
        sum(charged.map(({ amount }) => amount)) - sum((refundsOf.get(paymentId) ?? []).map(({ amount }) => amount));
      if (charged.length > 1) return `payment ${paymentId} was charged ${charged.length} times`;
      return (
        provider !== net(payment) && `payment ${paymentId} is ${net(payment)} here and ${provider} at the provider`
      );
    }),
  ];
};

const everyPieceIsSomewhere: Rule = ({ orders, products, putIn }) => {
  const inOrders = (sku: string, statuses: readonly OrderStatus[]) =>
    sum(
      orders
        .filter(({ status }) => statuses.includes(status))
        .flatMap(({ lines }) => lines.filter((line) => line.sku === sku).map(({ quantity }) => quantity)),
    );
  const back = (sku: string) =>
    sum(
      orders
        .flatMap(returnedOf)
        .filter((line) => line.sku === sku)
        .map(({ quantity }) => quantity),
    );
  return products.flatMap(({ sku, stock, reserved, sold }) => [
    Math.min(stock, reserved, sold) < 0 && `${sku} has a negative count: ${stock}, ${reserved}, ${sold}`,
    stock + reserved + sold !== putIn[sku] && `${sku} has ${stock} + ${reserved} + ${sold} pieces of ${putIn[sku]}`,
    reserved !== inOrders(sku, ['awaiting-payment', 'paid']) && `${sku} has ${reserved} reserved, orders say otherwise`,
    sold !== inOrders(sku, ['shipped', 'completed']) - back(sku) && `${sku} has ${sold} sold, orders say otherwise`,
  ]);
};

const shipmentStatuses: Readonly<Record<OrderStatus, string>> = {
  placed: '',
  'awaiting-payment': '',
  rejected: '',
  paid: 'prepared',
  shipped: 'dispatched',
  completed: 'delivered',
  cancelled: '',
};

const everyPaidOrderHasOneShipment: Rule = ({ orders, shipments }) => {
  const shipmentsOf = Map.groupBy(shipments, ({ orderId }) => orderId);
  return orders.map(({ orderId, status }) => {
    const found = (shipmentsOf.get(orderId) ?? []).map((shipment) => shipment.status);
    const living = found.filter((shipment) => shipment !== 'cancelled').join();
    const done = status === 'completed' && living === 'returned' ? 'delivered' : living;
    const right = done === shipmentStatuses[status] && (status === 'cancelled' || !found.includes('cancelled'));
    return !right && `the ${status} order ${orderId} has shipments: ${found.join() || 'none'}`;
  });
};

/** What an order says of its parcels and what came back is what shipping says of them. */
const ordersKnowTheirParcels: Rule = ({ orders, shipments }) => {
  const known = new Map(shipments.map((shipment) => [shipment.orderId, shipment]));
  return orders.filter(isPaid).map((order) => {
    const shipped = known.get(order.orderId)?.parcels ?? [];
    const back = shipped.map(({ returns, ...parcel }) => ({
      ...parcel,
      returned: returns.flatMap(({ lines }) => lines),
    }));
    const [said, there] = [order.shipment?.parcels ?? [], back].map((parcels) => parcels.map(inShort).join('; '));
    return said !== there && `order ${order.orderId} has the parcels "${said}" and shipping "${there}"`;
  });
};

function inShort({ parcel, status, lines, returned }: OrderParcel): string {
  const [held, back] = [lines, returned].map((some) => sum(some.map(({ quantity }) => quantity)));
  return `${parcel} ${status}, ${held} pieces, ${back} back`;
}

const analyticsCountTheSame: Rule = ({ orders, payments, revenue }) => {
  const taken = payments.filter(({ status }) => /captured|refunded/.test(status));
  const [wanted, counted] = [
    {
      orders: orders.filter(({ history }) => history.some(({ what }) => what === 'order-paid')).length,
      revenue: sum(taken.map(({ amount }) => amount.amount)),
      refunds: sum(payments.map(({ refunded }) => refunded.amount)),
    },
    {
      orders: sum(revenue.map(({ orders: paid }) => paid)),
      revenue: sum(revenue.map(({ revenue: bucket }) => bucket.amount)),
      refunds: sum(revenue.map(({ refunds }) => refunds.amount)),
    },
  ].map((figures) => JSON.stringify(figures));
  return [wanted !== counted && `analytics count ${counted} and not ${wanted}`];
};

const rules: readonly Rule[] = [
  everyAcknowledgedOrderIsThereOnce,
  everyOrderHasEnded,
  whoGetsGoodsPaysAndNobodyElse,
  theProviderHasDoneWhatPaymentsSay,
  everyPieceIsSomewhere,
  everyPaidOrderHasOneShipment,
  ordersKnowTheirParcels,
  analyticsCountTheSame,
];

/** What in the books does not agree, one sentence each; nothing when money, stock and orders do. */
export function disagreements(books: Books): readonly string[] {
  return rules.flatMap((rule) => rule(books).filter((sentence) => sentence !== false));
}
