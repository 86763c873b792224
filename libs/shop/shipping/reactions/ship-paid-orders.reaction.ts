import type { FactReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import { OrderCancelledV1, OrderPaidV1 } from '#shop/contracts';
import { CancelShipment } from '../commands/cancel-shipment.command.js';
import { PrepareShipment } from '../commands/prepare-shipment.command.js';

const facts = [OrderPaidV1, OrderCancelledV1] as const;

/** One consumer for both, so that it meets the facts of one order in their order. */
@Reaction('shipping.orders', { facts })
export class ShipPaidOrders {
  readonly on: FactReactionHandlers<typeof facts> = {
    'orders.order-paid.v1': ({ orderId, customerId, shippingAddress, lines }) => [
      new PrepareShipment({
        orderId,
        customerId,
        shippingAddress,
        lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })),
      }),
    ],
    'orders.order-cancelled.v1': ({ orderId }) => [new CancelShipment(orderId)],
  };
}
