import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { ShipmentsController } from './api/shipments.controller.js';
import { ShipmentsResolver } from './api/shipments.resolver.js';
import { CancelShipmentHandler } from './commands/cancel-shipment.command.js';
import { DeliverParcelHandler } from './commands/deliver-parcel.command.js';
import { DeliverShipmentHandler } from './commands/deliver-shipment.command.js';
import { DispatchShipmentHandler } from './commands/dispatch-shipment.command.js';
import { ForgetCustomerHandler } from './commands/forget-customer.command.js';
import { PrepareShipmentHandler } from './commands/prepare-shipment.command.js';
import { ReturnParcelHandler } from './commands/return-parcel.command.js';
import { shippingPersonalData } from './domain/shipping.personal-data.js';
import { publishShipping } from './integration/publish-shipping.js';
import { AddParcels1763700000502 } from './migrations/add-parcels.js';
import { CreateShipmentView1763700000501 } from './migrations/create-shipment-view.js';
import { ShipmentView } from './projections/shipment-view.js';
import { ShipmentViewProjection } from './projections/shipment-view.projection.js';
import { GetShipmentHandler } from './queries/get-shipment.query.js';
import { ListShipmentsHandler } from './queries/list-shipments.query.js';
import { ForgetClosedAccounts } from './reactions/forget-closed-accounts.reaction.js';
import { ShipPaidOrders } from './reactions/ship-paid-orders.reaction.js';

const commands = [
  PrepareShipmentHandler,
  CancelShipmentHandler,
  DispatchShipmentHandler,
  DeliverShipmentHandler,
  DeliverParcelHandler,
  ReturnParcelHandler,
  ForgetCustomerHandler,
];
const queries = [GetShipmentHandler, ListShipmentsHandler];
const consumers = [ShipmentViewProjection, ShipPaidOrders, ForgetClosedAccounts];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [
    context({
      name: 'shipping',
      publish: publishShipping,
      personalData: shippingPersonalData,
      entities: [ShipmentView],
      migrations: [CreateShipmentView1763700000501, AddParcels1763700000502],
    }),
  ],
  controllers: [ShipmentsController],
  providers: [ShipmentsResolver, ...commands, ...queries, ...consumers],
})
export class ShippingModule {}
