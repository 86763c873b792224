import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { Authenticated, Caller, Roles } from '#platform/security';
import { DeliverParcel } from '../commands/deliver-parcel.command.js';
import { DeliverShipment } from '../commands/deliver-shipment.command.js';
import { DispatchShipment } from '../commands/dispatch-shipment.command.js';
import { ReturnParcel } from '../commands/return-parcel.command.js';
import { GetShipment } from '../queries/get-shipment.query.js';
import { ParcelArg, ShipmentIdArg } from './shipment-id.js';
import { DispatchShipmentDto, ReturnParcelDto } from './shipment-requests.dto.js';
import { customerIn, toShipment } from './shipment.dto.js';
import { DeliveredParcel, DeliveredShipment, DispatchedShipment, ReturnedParcel, Shipment } from './shipment.types.js';

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
  async dispatchShipment(@ShipmentIdArg() shipmentId: string, @Args('input') wanted: DispatchShipmentDto) {
    const { parcel } = await this.commands.execute(new DispatchShipment(shipmentId, wanted));
    return { shipmentId, status: 'dispatched', carrier: wanted.carrier, parcel };
  }

  @Mutation(() => DeliveredShipment, { nullable: true, description: 'All that is on its way.' })
  @Roles('staff')
  async deliverShipment(@ShipmentIdArg() shipmentId: string) {
    const { isWhole } = await this.commands.execute(new DeliverShipment(shipmentId));
    return { shipmentId, status: isWhole ? 'delivered' : 'dispatched' };
  }

  @Mutation(() => DeliveredParcel, { nullable: true })
  @Roles('staff')
  async deliverParcel(@ShipmentIdArg() shipmentId: string, @ParcelArg() parcel: number) {
    await this.commands.execute(new DeliverParcel(shipmentId, parcel));
    return { shipmentId, parcel, status: 'delivered' };
  }

  @Mutation(() => ReturnedParcel, { nullable: true, description: 'What came back is refunded and in stock again.' })
  @Roles('staff')
  async returnParcel(
    @ShipmentIdArg() shipmentId: string,
    @ParcelArg() parcel: number,
    @Args('input') { lines, reason }: ReturnParcelDto,
  ) {
    const returned = { shipmentId, parcel, lines, reason };
    const { returnId } = await this.commands.execute(new ReturnParcel(returned));
    return { shipmentId, parcel, returnId };
  }
}
