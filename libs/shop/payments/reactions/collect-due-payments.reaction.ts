import type { FactReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import { OrderCancelledV1, PaymentDueV1 } from '#shop/contracts';
import { CancelPayment } from '../commands/cancel-payment.command.js';
import { StartPayment } from '../commands/start-payment.command.js';

const facts = [PaymentDueV1, OrderCancelledV1] as const;

/** One consumer for both, so that it meets the facts of one order in their order. */
@Reaction('payments.orders', { facts })
export class CollectDuePayments {
  readonly on: FactReactionHandlers<typeof facts> = {
    'orders.payment-due.v1': (due) => [new StartPayment(due)],
    'orders.order-cancelled.v1': ({ orderId, paymentIds }) =>
      paymentIds.map((paymentId) => new CancelPayment(paymentId, orderId, 'the order was cancelled')),
  };
}
