import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Authenticated, Caller, Roles } from '#platform/security';
import { DeliverShipment } from '../commands/deliver-shipment.command.js';
import { DispatchShipment } from '../commands/dispatch-shipment.command.js';
import {
  ShipmentAlreadyDispatched,
  ShipmentIsCancelled,
  ShipmentNotDispatched,
  ShipmentNotFound,
} from '../domain/shipment.errors.js';
import { GetShipment } from '../queries/get-shipment.query.js';
import { ListShipments } from '../queries/list-shipments.query.js';
import { ShipmentId } from './shipment-id.js';
import { DispatchShipmentDto, ShipmentsQuery } from './shipment-requests.dto.js';
import { customerIn, toShipment } from './shipment.dto.js';
import { DeliveredShipment, DispatchedShipment, Shipment } from './shipment.types.js';

@Controller('shipments')
@About('Shipments of orders.')
@PathParameters({ shipmentId: { format: 'uuid', description: 'The id of a shipment.' } })
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
  @Refuses(ShipmentNotFound)
  async get(@ShipmentId() shipmentId: string, @Caller() caller: Principal, @Answer() answer: HttpAnswer) {
    const shipment = await this.queries.execute(new GetShipment(shipmentId, customerIn(caller)));
    answer.version(shipment.version);
    return toShipment(shipment);
  }

  @Post(':shipmentId/dispatch')
  @Summary('Dispatch a shipment')
  @HttpCode(200)
  @Roles('staff')
  @Returns(DispatchedShipment)
  @Refuses(ShipmentNotFound, ShipmentAlreadyDispatched, ShipmentIsCancelled)
  async dispatch(@ShipmentId() shipmentId: string, @Body() { carrier, trackingNumber }: DispatchShipmentDto) {
    await this.commands.execute(new DispatchShipment(shipmentId, carrier, trackingNumber));
    return { shipmentId, status: 'dispatched', carrier, trackingNumber };
  }

  @Post(':shipmentId/delivery')
  @Summary('Note that a shipment was delivered')
  @HttpCode(200)
  @Roles('staff')
  @Returns(DeliveredShipment)
  @Refuses(ShipmentNotFound, ShipmentNotDispatched, ShipmentIsCancelled)
  async deliver(@ShipmentId() shipmentId: string) {
    await this.commands.execute(new DeliverShipment(shipmentId));
    return { shipmentId, status: 'delivered' };
  }
}
