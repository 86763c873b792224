import type { Order, Payment } from '../answers.js';
import { sum } from '../books/books.js';
import { type Finding, finding, type Rule } from './disagreement.js';
import { worthBack } from './returned.js';

export const isTaken = ({ status }: Payment): boolean => /^(captured|refunded|partially-refunded)$/.test(status);
const isPaid = ({ status }: Order): boolean => /^(paid|shipped|completed)$/.test(status);

/** Who gets the goods pays for them once, and nobody else pays. */
export const whoGetsTheGoodsPays: Rule = ({ orders, payments, acknowledged }) => {
  const paymentsOf = Map.groupBy(payments, ({ orderId }) => orderId);
  return orders.flatMap((order) => {
    const { taken, givenBack } = movements(paymentsOf.get(order.orderId) ?? []);
    // Staff may have given something back of their own accord, but not in a run that knows what they did.
    const back = worthBack(order);
    const kept = isPaid(order) && acknowledged === undefined ? taken : taken - givenBack + back;
    const due = isPaid(order) ? order.total.amount : 0;
    if (kept === due && back <= givenBack && givenBack <= taken) return [];
    const { orderId, status, total } = order;
    return [
      finding(
        orderId,
        `is ${status} at ${total.amount}: ${taken} taken, ${givenBack} given back${back === 0 ? '' : `, ${back} of it returned`}`,
      ),
    ];
  });
};

function movements(payments: readonly Payment[]) {
  const taken = sum(payments.filter(isTaken).map(({ amount }) => amount.amount));
  return { taken, givenBack: sum(payments.map(({ refunded }) => refunded.amount)) };
}

export const everyPaymentHasAnOrder: Rule = ({ orders, payments }) => {
  const known = new Set(orders.map(({ orderId }) => orderId));
  const lost = payments.filter(({ orderId }) => !known.has(orderId));
  return lost.map(({ paymentId, orderId }) =>
    finding(paymentId, `is a payment of the order ${orderId}, which is not there`),
  );
};

/** What an order says of its payment is what payments say of it. */
export const ordersKnowTheirPayments: Rule = ({ orders, payments }) => {
  const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));
  return orders.flatMap((order) => {
    if (order.payment === null)
      return isPaid(order) ? [finding(order.orderId, `is ${order.status} by no payment`)] : [];
    const payment = byId.get(order.payment.paymentId);
    if (payment !== undefined) return contradictions(order, payment);
    return isPaid(order) ? [finding(order.orderId, `has a payment ${order.payment.paymentId} that is not there`)] : [];
  });
};

function contradictions(order: Order, { paymentId, status, amount, refunded }: Payment): readonly Finding[] {
  const [said, its] = [order.payment!.refunded.amount, `its order ${order.orderId}`];
  return [
    amount.amount !== order.total.amount && `is over ${amount.amount}, ${its} over ${order.total.amount}`,
    refunded.amount !== said && `gave back ${refunded.amount}; ${its} says ${said}`,
    isPaid(order) && !/captured|refunded/.test(status) && `is ${status}; ${its} is ${order.status}`,
  ]
    .filter((sentence) => sentence !== false)
    .map((sentence) => finding(paymentId, sentence));
}
