import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Int, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { placedBy, toConnection } from '#platform/graphql';
import { Authenticated, Caller, Roles } from '#platform/security';
import { CancelOrder } from '../commands/cancel-order.command.js';
import { PayAgain } from '../commands/pay-again.command.js';
import { PlaceOrder } from '../commands/place-order.command.js';
import type { OrderView } from '../projections/order-view.js';
import { GetOrder } from '../queries/get-order.query.js';
import { ListOrders } from '../queries/list-orders.query.js';
import { type NamedOrder, NamedOrders } from '../queries/named-orders.js';
import { OrderUpdates } from '../queries/order-updates.js';
import { LastSeenVersion } from './last-event-id.js';
import { onBehalfOf } from './on-behalf-of.js';
import { OrderIdArg } from './order-id.js';
import { CancelOrderDto, OrdersArgs, PaymentTokenDto, PlaceOrderDto } from './order-requests.dto.js';
import { toOrder } from './order.dto.js';
import { ChangedOrder, Order, OrderConnection, PlacedOrder } from './order.types.js';

const shown = (order: NamedOrder) => ({ ...toOrder(order), version: order.version });

const seenVersion = {
  type: () => Int,
  nullable: true,
  description: 'The version that was seen last: what is sent is newer. Left out, the header Last-Event-ID says it.',
};

@Resolver()
export class OrdersResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly updates: OrderUpdates,
    private readonly named: NamedOrders,
  ) {}

  @Query(() => Order, { nullable: true })
  @Authenticated()
  async order(@OrderIdArg() orderId: string, @Caller() caller: Principal) {
    return shown(await this.queries.execute(new GetOrder(orderId, onBehalfOf(caller))));
  }

  @Query(() => OrderConnection, { nullable: true, description: 'The newest first.' })
  @Authenticated()
  async orders(@Args() { first: limit, ...args }: OrdersArgs, @Caller() caller: Principal) {
    const wanted = new ListOrders({ ...args, limit }, onBehalfOf(caller));
    return toConnection((await this.queries.execute(wanted)).map(shown), args.after);
  }

  @Mutation(() => PlacedOrder, { nullable: true })
  @Roles('customer')
  async placeOrder(@Args('input') { lines, shippingAddress, payment }: PlaceOrderDto, @Caller() { id }: Principal) {
    const placed = await this.commands.execute(new PlaceOrder(id, lines, shippingAddress, payment.token));
    return { ...placed, status: 'placed' };
  }

  @Mutation(() => ChangedOrder, { nullable: true })
  @Authenticated()
  async cancelOrder(
    @OrderIdArg() orderId: string,
    @Args('input', { defaultValue: {} }) { reason = 'no reason given' }: CancelOrderDto,
    @Caller() caller: Principal,
  ) {
    await this.commands.execute(new CancelOrder(orderId, reason, onBehalfOf(caller)));
    return { orderId, status: 'cancelled' };
  }

  @Mutation(() => ChangedOrder, { nullable: true, description: 'Another attempt after a decline.' })
  @Roles('customer')
  async payOrder(
    @OrderIdArg() orderId: string,
    @Args('input') { token }: PaymentTokenDto,
    @Caller() { id }: Principal,
  ) {
    await this.commands.execute(new PayAgain(orderId, token, id));
    return { orderId, status: 'awaiting-payment' };
  }

  @Subscription(() => Order, {
    description: 'The order as it is, and again after every change.',
    resolve: placedBy(
      ({ version }: OrderView) => version,
      async function (this: OrdersResolver, order) {
        return shown(await this.named.named(order));
      },
    ),
  })
  @Authenticated()
  async orderUpdated(
    @OrderIdArg() orderId: string,
    @LastSeenVersion() seen: number,
    @Args('after', seenVersion) after: number | undefined,
    @Caller() caller: Principal,
  ) {
    await this.queries.execute(new GetOrder(orderId, onBehalfOf(caller)));
    return this.updates.of(orderId, after ?? seen);
  }
}
