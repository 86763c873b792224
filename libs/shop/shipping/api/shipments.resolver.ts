import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { Authenticated, Caller, Roles } from '#platform/security';
import { DeliverShipment } from '../commands/deliver-shipment.command.js';
import { DispatchShipment } from '../commands/dispatch-shipment.command.js';
import { GetShipment } from '../queries/get-shipment.query.js';
import { ShipmentIdArg } from './shipment-id.js';
import { DispatchShipmentDto } from './shipment-requests.dto.js';
import { customerIn, toShipment } from './shipment.dto.js';
import { DeliveredShipment, DispatchedShipment, Shipment } from './shipment.types.js';

@Resolver()
export class ShipmentsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => Shipment, { nullable: true })
  @Authenticated()
  async shipment(@ShipmentIdArg() shipmentId: string, @Caller() caller: Principal) {
    return toShipment(await this.queries.execute(new GetShipment(shipmentId, customerIn(caller))));
  }

  @Mutation(() => DispatchedShipment, { nullable: true })
  @Roles('staff')
  async dispatchShipment(
    @ShipmentIdArg() shipmentId: string,
    @Args('input') { carrier, trackingNumber }: DispatchShipmentDto,
  ) {
    await this.commands.execute(new DispatchShipment(shipmentId, carrier, trackingNumber));
    return { shipmentId, status: 'dispatched', carrier, trackingNumber };
  }

  @Mutation(() => DeliveredShipment, { nullable: true })
  @Roles('staff')
  async deliverShipment(@ShipmentIdArg() shipmentId: string) {
    await this.commands.execute(new DeliverShipment(shipmentId));
    return { shipmentId, status: 'delivered' };
  }
}
