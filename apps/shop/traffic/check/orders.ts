import type { Order } from '../answers.js';
import { sum } from '../books/books.js';
import type { Acknowledged } from '../shopper.js';
import { type Finding, finding, type Rule } from './disagreement.js';

/** Every promised order is there as it was promised, and nothing was ordered twice. */
export const everyPromisedOrderIsThereOnce: Rule = ({ acknowledged, orders, unanswered }) => {
  if (acknowledged === undefined) return [];
  const known = new Map(orders.map((order) => [order.orderId, order]));
  const promised = new Set(acknowledged.map(({ orderId }) => orderId));
  const others = orders.filter(({ orderId }) => !promised.has(orderId));
  return [
    ...acknowledged.flatMap((promise) => broken(promise, known.get(promise.orderId))),
    ...others.slice(unanswered).map(({ orderId }) => finding(orderId, 'was placed twice or by nobody')),
  ];
};

function broken({ orderId, total, basket }: Acknowledged, order: Order | undefined): readonly Finding[] {
  if (order === undefined) return [finding(orderId, 'was acknowledged and is gone')];
  const lines = Object.fromEntries(order.lines.map(({ sku, quantity }) => [sku, quantity]));
  const same = Object.keys({ ...basket, ...lines }).every((sku) => basket[sku] === lines[sku]);
  const [held, ordered] = [JSON.stringify(lines), JSON.stringify(basket)];
  return [
    ...(order.total.amount === total.amount
      ? []
      : [finding(orderId, `costs ${order.total.amount} and not ${total.amount} as promised`)]),
    ...(same ? [] : [finding(orderId, `holds ${held} and not ${ordered} as ordered`)]),
  ];
}

export const everyOrderHasComeToRest: Rule = ({ orders }) =>
  orders.filter(isMoving).map(({ orderId, status }) => finding(orderId, `is ${status} and has not come to rest`));

function isMoving({ status, payment }: Order): boolean {
  return status === 'placed' || (status === 'awaiting-payment' && payment?.status !== 'declined');
}

export const everyTotalIsTheSumOfItsLines: Rule = ({ orders }) =>
  orders.flatMap(({ orderId, total, lines }) => {
    const wanted = sum(lines.map(({ quantity, unitPrice }) => quantity * unitPrice.amount));
    return total.amount === wanted ? [] : [finding(orderId, `costs ${total.amount}, its lines ${wanted}`)];
  });
