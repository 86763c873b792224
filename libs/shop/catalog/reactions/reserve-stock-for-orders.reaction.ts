import type { FactReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import { withoutPersonalData } from '#platform/core';
import { GoodsReturnedV1, OrderCancelledV1, OrderPlacedV1, OrderShippedV1 } from '#shop/contracts';
import { FulfilReservation } from '../commands/fulfil-reservation.command.js';
import { ReleaseStock } from '../commands/release-stock.command.js';
import { ReserveStock } from '../commands/reserve-stock.command.js';
import { TakeBackGoods } from '../commands/take-back-goods.command.js';

const facts = [OrderPlacedV1, OrderCancelledV1, withoutPersonalData(OrderShippedV1), GoodsReturnedV1] as const;

/** One consumer for all of them, so that it meets the facts of one order in their order. */
@Reaction('catalog.reservations', { facts })
export class ReserveStockForOrders {
  readonly on: FactReactionHandlers<typeof facts> = {
    'orders.order-placed.v1': ({ orderId, lines }) => [
      new ReserveStock(
        orderId,
        lines.map(({ sku, quantity }) => ({ sku, quantity })),
      ),
    ],
    'orders.order-cancelled.v1': ({ orderId }) => [new ReleaseStock(orderId)],
    'orders.order-shipped.v1': ({ orderId }) => [new FulfilReservation(orderId)],
    'orders.goods-returned.v1': ({ orderId, returnId, lines, reason }) => [
      new TakeBackGoods(
        { orderId, returnId, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
        `returned: ${reason}`,
      ),
    ],
  };
}
