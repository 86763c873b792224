import type { MessageEvent } from '@nestjs/common';
import { Body, Controller, Get, HttpCode, Post, Query, Sse, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { map, type Observable } from 'rxjs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer, TooManyStreams } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Authenticated, Caller, Roles } from '#platform/security';
import { CancelOrder } from '../commands/cancel-order.command.js';
import { PayAgain } from '../commands/pay-again.command.js';
import { PlaceOrder } from '../commands/place-order.command.js';
import * as refusals from '../domain/order.errors.js';
import { GetOrder } from '../queries/get-order.query.js';
import { ListOrders } from '../queries/list-orders.query.js';
import { OrderUpdates } from '../queries/order-updates.js';
import { LastSeenVersion } from './last-event-id.js';
import { onBehalfOf } from './on-behalf-of.js';
import { OrderId } from './order-id.js';
import { OrderIsTheirs } from './order-is-theirs.guard.js';
import { CancelOrderDto, OrdersQuery, PaymentTokenDto, PlaceOrderDto } from './order-requests.dto.js';
import { toOrder } from './order.dto.js';
import { orderUpdate } from './order-update.answer.js';
import { ChangedOrder, Order, PlacedOrder } from './order.types.js';

@Controller('orders')
@About('Orders with their payments and shipments.')
@PathParameters({ orderId: { format: 'uuid', description: 'The id of an order.' } })
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly updates: OrderUpdates,
  ) {}

  @Post()
  @Summary('Place an order')
  @Roles('customer')
  @Returns(PlacedOrder)
  @Refuses(refusals.AccountClosed, refusals.ProductNotOrderable, refusals.MixedCurrencies, refusals.TotalTooLarge)
  async place(
    @Body() { lines, shippingAddress, payment }: PlaceOrderDto,
    @Caller() { id }: Principal,
    @Answer() answer: HttpAnswer,
  ) {
    const { orderId, total } = await this.commands.execute(new PlaceOrder(id, lines, shippingAddress, payment.token));
    answer.location(`/orders/${orderId}`);
    return { orderId, status: 'placed', total };
  }

  @Get()
  @Summary('List orders', 'A customer sees their own, staff all.')
  @Authenticated()
  @Returns(Order, 'page')
  async list(@Query() wanted: OrdersQuery, @Caller() caller: Principal) {
    return (await this.queries.execute(new ListOrders(wanted, onBehalfOf(caller)))).map(toOrder);
  }

  @Get(':orderId')
  @Summary('See an order', 'With its payment, its shipment and all that happened to it.')
  @Authenticated()
  @Returns(Order)
  @Refuses(refusals.OrderNotFound)
  async get(@OrderId() orderId: string, @Caller() caller: Principal, @Answer() answer: HttpAnswer) {
    const order = await this.queries.execute(new GetOrder(orderId, onBehalfOf(caller)));
    answer.version(order.version);
    return toOrder(order);
  }

  @Sse(':orderId/updates')
  @Summary(
    'Follow an order',
    'Server-sent events: each change of the order, from the beginning or behind `Last-Event-ID`.',
  )
  @Authenticated()
  @UseGuards(OrderIsTheirs)
  @Returns(orderUpdate, 'events')
  @Refuses(refusals.OrderNotFound, TooManyStreams)
  follow(@OrderId() orderId: string, @LastSeenVersion() seen: number): Observable<MessageEvent> {
    return this.updates.after(seen, orderId).pipe(map((change) => ({ id: String(change.version), data: change })));
  }

  @Post(':orderId/cancellation')
  @Summary('Cancel an order')
  @HttpCode(200)
  @Authenticated()
  @Returns(ChangedOrder)
  @Refuses(refusals.OrderNotFound, refusals.OrderAlreadyDispatched, refusals.OrderAlreadyRejected)
  async cancel(
    @OrderId() orderId: string,
    @Body() { reason = 'no reason given' }: CancelOrderDto,
    @Caller() caller: Principal,
  ) {
    await this.commands.execute(new CancelOrder(orderId, reason, onBehalfOf(caller)));
    return { orderId, status: 'cancelled' };
  }

  @Post(':orderId/payments')
  @Summary('Pay again', 'Another attempt after a payment was declined.')
  @HttpCode(202)
  @Roles('customer')
  @Returns(ChangedOrder)
  @Refuses(
    refusals.AccountClosed,
    refusals.OrderNotFound,
    refusals.OrderAlreadyPaid,
    refusals.OrderAlreadyCancelled,
    refusals.OrderAlreadyRejected,
    refusals.PaymentInProgress,
  )
  async pay(@OrderId() orderId: string, @Body() { token }: PaymentTokenDto, @Caller() { id }: Principal) {
    await this.commands.execute(new PayAgain(orderId, token, id));
    return { orderId, status: 'awaiting-payment' };
  }
}
