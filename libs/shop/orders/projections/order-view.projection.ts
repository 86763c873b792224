import type { ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import type { CustomerEvent } from '../domain/customer.events.js';
import type { OrderEvent } from '../domain/order.events.js';
import { OrderView } from './order-view.js';
import { inWords } from './money-in-words.js';
import { firstOf, goodsCameBack, numbered, parcelArrived, parcelSent, placed, shipped, tell } from './order-telling.js';

@Projection('orders.order-view', { tables: [OrderView] })
export class OrderViewProjection {
  readonly on: ProjectionHandlers<OrderEvent | CustomerEvent> = {
    OrderPlaced: (data, { rows }) => rows(OrderView).upsert(placed(data)),
    OrderRejected: ({ orderId, skus, rejectedAt }, context) =>
      tell(
        orderId,
        rejectedAt,
        ['order-rejected', `Not enough in stock: ${skus.join(', ')}.`],
        { status: 'rejected' },
        context,
      ),
    PaymentRequested: ({ orderId, paymentId, attempt, requestedAt }, context) =>
      tell(
        orderId,
        requestedAt,
        ['payment-requested', `The stock is reserved and the payment is due (attempt ${attempt}).`],
        { status: 'awaiting-payment', paymentId, paymentStatus: 'pending', paymentAttempts: attempt },
        context,
      ),
    PaymentDeclined: ({ orderId, reason, declinedAt }, context) =>
      tell(
        orderId,
        declinedAt,
        ['payment-declined', `The payment was declined: ${reason}.`],
        { paymentStatus: 'declined' },
        context,
      ),
    OrderPaid: ({ orderId, paymentId, paidAt }, context) =>
      tell(
        orderId,
        paidAt,
        ['order-paid', 'The order is paid.'],
        { status: 'paid', paymentId, paymentStatus: 'captured' },
        context,
      ),
    OrderCancelled: ({ orderId, reason, cancelledAt }, context) =>
      tell(
        orderId,
        cancelledAt,
        ['order-cancelled', `The order was cancelled: ${reason}.`],
        { status: 'cancelled', shipmentStatus: 'cancelled' },
        context,
      ),
    ShipmentPrepared: ({ orderId, shipmentId, preparedAt }, context) =>
      tell(
        orderId,
        preparedAt,
        ['shipment-prepared', 'The shipment is prepared.'],
        { shipmentId, shipmentStatus: 'prepared' },
        context,
      ),
    OrderShipped: shipped,
    ParcelDispatched: parcelSent,
    ParcelDelivered: parcelArrived,
    GoodsReturned: goodsCameBack,
    DispatchCrossedCancellation: ({ orderId, shipmentId, carrier, trackingNumber, dispatchedAt, lines }, context) =>
      tell(
        orderId,
        dispatchedAt,
        ['dispatch-crossed-cancellation', 'The shipment had left before the cancellation; it is called back.'],
        {
          shipmentId,
          carrier,
          trackingNumber: numbered(trackingNumber),
          shipmentStatus: 'dispatched',
          ...firstOf(lines, carrier, dispatchedAt),
        },
        context,
      ),
    OrderCompleted: ({ orderId, completedAt, cameBack = false }, context) =>
      tell(
        orderId,
        completedAt,
        ['order-completed', cameBack ? 'All of the order came back.' : 'The order was delivered.'],
        { status: 'completed', shipmentStatus: cameBack ? 'returned' : 'delivered' },
        context,
      ),
    PaymentRefunded: ({ orderId, amount, refunded, refundedAt }, context) =>
      tell(
        orderId,
        refundedAt,
        ['payment-refunded', `${inWords(amount)} were refunded.`],
        { paymentStatus: 'refunded', paymentRefunded: refunded.amount },
        context,
      ),
    CustomerForgotten: ({ customerId }, { rows }) =>
      rows(OrderView).everywhere({ customerId }, { shippingAddress: {}, trackingNumber: null, trackingNumbers: null }),
  };
}
