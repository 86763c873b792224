import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Authenticated, Caller, Roles } from '#platform/security';
import { DeliverParcel } from '../commands/deliver-parcel.command.js';
import { DeliverShipment } from '../commands/deliver-shipment.command.js';
import { DispatchShipment } from '../commands/dispatch-shipment.command.js';
import { ReturnParcel } from '../commands/return-parcel.command.js';
import * as refusals from '../domain/shipment.errors.js';
import { GetShipment } from '../queries/get-shipment.query.js';
import { ListShipments } from '../queries/list-shipments.query.js';
import { ParcelNumber, ShipmentId } from './shipment-id.js';
import { DispatchShipmentDto, ReturnParcelDto, ShipmentsQuery } from './shipment-requests.dto.js';
import { customerIn, toShipment } from './shipment.dto.js';
import { DeliveredParcel, DeliveredShipment, DispatchedShipment, ReturnedParcel, Shipment } from './shipment.types.js';

@Controller('shipments')
@About('Shipments of orders.')
@PathParameters({
  shipmentId: { format: 'uuid', description: 'The id of a shipment.' },
  parcel: {
    type: 'integer',
    format: 'int32',
    minimum: 1,
    maximum: 999_999_999,
    description: 'The number of a parcel in its shipment.',
  },
})
export class ShipmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Summary('List shipments', 'A customer sees their own, staff all.')
  @Authenticated()
  @Returns(Shipment, 'page')
  async list(@Query() { orderId, limit, after }: ShipmentsQuery, @Caller() caller: Principal) {
    const wanted = { customerId: customerIn(caller), orderId, limit, after };
    return (await this.queries.execute(new ListShipments(wanted))).map(toShipment);
  }

  @Get(':shipmentId')
  @Summary('See a shipment')
  @Authenticated()
  @Returns(Shipment)
  @Refuses(refusals.ShipmentNotFound)
  async get(@ShipmentId() shipmentId: string, @Caller() caller: Principal, @Answer() answer: HttpAnswer) {
    const shipment = await this.queries.execute(new GetShipment(shipmentId, customerIn(caller)));
    answer.version(shipment.version);
    return toShipment(shipment);
  }

  @Post(':shipmentId/dispatch')
  @Summary('Dispatch a shipment, or a parcel of it', 'Without lines, all that has not left yet.')
  @HttpCode(200)
  @Roles('staff')
  @Returns(DispatchedShipment)
  @Refuses(
    refusals.ShipmentNotFound,
    refusals.ShipmentAlreadyDispatched,
    refusals.ShipmentIsCancelled,
    refusals.TrackingNumberTaken,
    refusals.LinesUnknown,
    refusals.MoreThanRemains,
  )
  async dispatch(@ShipmentId() shipmentId: string, @Body() wanted: DispatchShipmentDto) {
    const { parcel } = await this.commands.execute(new DispatchShipment(shipmentId, wanted));
    return { shipmentId, status: 'dispatched', carrier: wanted.carrier, parcel };
  }

  @Post(':shipmentId/delivery')
  @Summary('Note that a shipment was delivered', 'All parcels that are on their way.')
  @HttpCode(200)
  @Roles('staff')
  @Returns(DeliveredShipment)
  @Refuses(
    refusals.ShipmentNotFound,
    refusals.ShipmentNotDispatched,
    refusals.ShipmentIsCancelled,
    refusals.ParcelAlreadyReturned,
  )
  async deliver(@ShipmentId() shipmentId: string) {
    const { isWhole } = await this.commands.execute(new DeliverShipment(shipmentId));
    return { shipmentId, status: isWhole ? 'delivered' : 'dispatched' };
  }

  @Post(':shipmentId/parcels/:parcel/delivery')
  @Summary('Note that a parcel was delivered')
  @HttpCode(200)
  @Roles('staff')
  @Returns(DeliveredParcel)
  @Refuses(
    refusals.ShipmentNotFound,
    refusals.ParcelNotFound,
    refusals.ShipmentNotDispatched,
    refusals.ShipmentIsCancelled,
    refusals.ParcelAlreadyReturned,
  )
  async deliverParcel(@ShipmentId() shipmentId: string, @ParcelNumber() parcel: number) {
    await this.commands.execute(new DeliverParcel(shipmentId, parcel));
    return { shipmentId, parcel, status: 'delivered' };
  }

  @Post(':shipmentId/parcels/:parcel/returns')
  @Summary('Take back a parcel, or pieces of it', 'They are refunded, and in stock again.')
  @HttpCode(202)
  @Roles('staff')
  @Returns(ReturnedParcel)
  @Refuses(
    refusals.ShipmentNotFound,
    refusals.ParcelNotFound,
    refusals.ShipmentNotDispatched,
    refusals.ShipmentIsCancelled,
    refusals.ParcelAlreadyReturned,
    refusals.LinesUnknown,
    refusals.MoreThanRemains,
  )
  async takeBack(
    @ShipmentId() shipmentId: string,
    @ParcelNumber() parcel: number,
    @Body() { lines, reason }: ReturnParcelDto,
  ) {
    const returned = { shipmentId, parcel, lines, reason };
    const { returnId } = await this.commands.execute(new ReturnParcel(returned));
    return { shipmentId, parcel, returnId };
  }
}
