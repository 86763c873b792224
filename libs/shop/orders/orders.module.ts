import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { OrderIsTheirs } from './api/order-is-theirs.guard.js';
import { OrdersController } from './api/orders.controller.js';
import { OrdersResolver } from './api/orders.resolver.js';
import { CancelOrderHandler } from './commands/cancel-order.command.js';
import { CloseReturnedOrderHandler } from './commands/close-returned-order.command.js';
import { CompleteOrderHandler } from './commands/complete-order.command.js';
import { ExpireOrderHandler } from './commands/expire-order.command.js';
import { ForgetCustomerHandler } from './commands/forget-customer.command.js';
import { MarkPaidHandler } from './commands/mark-paid.command.js';
import { MarkShippedHandler } from './commands/mark-shipped.command.js';
import { PayAgainHandler } from './commands/pay-again.command.js';
import { PlaceOrderHandler } from './commands/place-order.command.js';
import { RecordDeclineHandler } from './commands/record-decline.command.js';
import { RecordParcelDeliveryHandler } from './commands/record-parcel-delivery.command.js';
import { RecordParcelHandler } from './commands/record-parcel.command.js';
import { RecordRefundHandler } from './commands/record-refund.command.js';
import { RecordReturnHandler } from './commands/record-return.command.js';
import { RecordShipmentHandler } from './commands/record-shipment.command.js';
import { RejectOrderHandler } from './commands/reject-order.command.js';
import { RequestPaymentHandler } from './commands/request-payment.command.js';
import { WithdrawOrdersHandler } from './commands/withdraw-orders.command.js';
import { ordersPersonalData } from './domain/orders.personal-data.js';
import { publishOrders } from './integration/publish-orders.js';
import { AddParcels1763700000303 } from './migrations/add-parcels.js';
import { CreateCustomer1763700000302 } from './migrations/create-customer.js';
import { CreateOrdersTables1763700000301 } from './migrations/create-orders-tables.js';
import { Checkout } from './processes/checkout.process.js';
import { CustomerName, CustomerProjection } from './projections/customer.projection.js';
import { OrderView } from './projections/order-view.js';
import { OrderViewProjection } from './projections/order-view.projection.js';
import { Product, ProductProjection } from './projections/product.projection.js';
import { GetOrderHandler } from './queries/get-order.query.js';
import { ListOrdersHandler } from './queries/list-orders.query.js';
import { NamedOrders } from './queries/named-orders.js';
import { OpenOrders } from './queries/open-orders.js';
import { OrderUpdates } from './queries/order-updates.js';
import { OrderableProducts } from './queries/orderable-products.js';
import { ForgetClosedAccounts } from './reactions/forget-closed-accounts.reaction.js';
import { WithdrawOrdersOfForgotten } from './reactions/withdraw-orders-of-forgotten.reaction.js';

const asked = [PlaceOrderHandler, CancelOrderHandler, PayAgainHandler];
const ofClosedAccounts = [ForgetCustomerHandler, WithdrawOrdersHandler];
const ofCheckout = [
  RequestPaymentHandler,
  RejectOrderHandler,
  RecordDeclineHandler,
  MarkPaidHandler,
  RecordShipmentHandler,
  MarkShippedHandler,
  RecordParcelHandler,
  RecordParcelDeliveryHandler,
  RecordReturnHandler,
  CompleteOrderHandler,
  CloseReturnedOrderHandler,
  ExpireOrderHandler,
  RecordRefundHandler,
];
const queries = [GetOrderHandler, ListOrdersHandler, NamedOrders, OpenOrders, OrderableProducts, OrderUpdates];
const consumers = [
  OrderViewProjection,
  ProductProjection,
  CustomerProjection,
  ForgetClosedAccounts,
  WithdrawOrdersOfForgotten,
];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'orders',
      publish: publishOrders,
      personalData: ordersPersonalData,
      processes: [Checkout],
      entities: [OrderView, Product, CustomerName],
      migrations: [CreateOrdersTables1763700000301, CreateCustomer1763700000302, AddParcels1763700000303],
    }),
  ],
  controllers: [OrdersController],
  providers: [OrdersResolver, OrderIsTheirs, ...asked, ...ofClosedAccounts, ...ofCheckout, ...queries, ...consumers],
})
export class OrdersModule {}
