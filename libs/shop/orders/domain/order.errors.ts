import { refusal } from '#platform/core';

export class OrderNotFound extends refusal('orders.not-found', 'not-found', 'There is no such order.') {}

export class ProductNotOrderable extends refusal(
  'orders.product-not-orderable',
  'conflict',
  'At least one of these products cannot be ordered at the moment. Take it out of the order.',
) {}

export class MixedCurrencies extends refusal(
  'orders.mixed-currencies',
  'invalid',
  'These products are priced in different currencies. Place one order for each currency.',
) {}

export class TotalTooLarge extends refusal(
  'orders.total-too-large',
  'invalid',
  'The total is more than one order can carry. Split the order.',
) {}

export class AccountClosed extends refusal(
  'orders.account-closed',
  'forbidden',
  'This account is closed: it neither orders nor pays any more.',
) {}

export class OrderAlreadyDispatched extends refusal(
  'orders.already-dispatched',
  'conflict',
  'The order is on its way and can no longer be cancelled.',
) {}

export class OrderAlreadyPaid extends refusal('orders.already-paid', 'conflict', 'The order is paid already.') {}

export class PaymentInProgress extends refusal(
  'orders.payment-in-progress',
  'conflict',
  'A payment of this order is under way. Wait for its outcome.',
) {}

export class OrderAlreadyCancelled extends refusal(
  'orders.already-cancelled',
  'conflict',
  'The order was cancelled. Place a new one.',
) {}

export class OrderAlreadyRejected extends refusal(
  'orders.already-rejected',
  'conflict',
  'The order was rejected, because a product was out of stock. Place a new one.',
) {}
