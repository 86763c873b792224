import type { FactReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import { GoodsReturnedV1, OrderCancelledV1, PaymentDueV1 } from '#shop/contracts';
import { CancelPayment } from '../commands/cancel-payment.command.js';
import { RefundReturnedGoods } from '../commands/refund-returned-goods.command.js';
import { StartPayment } from '../commands/start-payment.command.js';

const facts = [PaymentDueV1, OrderCancelledV1, GoodsReturnedV1] as const;

/** One consumer for all three, so that it meets the facts of one order in their order. */
@Reaction('payments.orders', { facts })
export class CollectDuePayments {
  readonly on: FactReactionHandlers<typeof facts> = {
    'orders.payment-due.v1': (due) => [new StartPayment(due)],
    'orders.order-cancelled.v1': ({ orderId, paymentIds }) =>
      paymentIds.map((paymentId) => new CancelPayment(paymentId, orderId, 'the order was cancelled')),
    'orders.goods-returned.v1': ({ paymentId, returnId, amount: { amount }, reason }) => [
      new RefundReturnedGoods({ paymentId, returnId, amount, reason: `returned: ${reason}` }),
    ],
  };
}
