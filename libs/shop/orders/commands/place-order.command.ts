import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Money } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import type { WantedLine } from '../domain/order-lines.js';
import { merged, priced, totalOf } from '../domain/order-lines.js';
import { AccountClosed } from '../domain/order.errors.js';
import type { ShippingAddress } from '../domain/order.events.js';
import { Order, place } from '../domain/order.js';
import { OrderableProducts } from '../queries/orderable-products.js';

export class PlaceOrder extends Command<{ readonly orderId: string; readonly total: Money }> {
  constructor(
    readonly customerId: string,
    readonly lines: readonly WantedLine[],
    readonly shippingAddress: ShippingAddress,
    readonly paymentToken: string,
  ) {
    super();
  }
}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly products: OrderableProducts,
  ) {}

  async execute(order: PlaceOrder) {
    const commandId = currentExecution()?.commandId;
    const before = commandId && (await this.placedBefore(commandId));
    return before || this.place(commandId ?? this.ids.next(), order);
  }

  private async place(orderId: string, { lines: wanted, ...order }: PlaceOrder) {
    const asked = merged(wanted);
    const lines = priced(asked, await this.products.among(asked.map(({ sku }) => sku)));
    const total = totalOf(lines);
    const placed = { ...order, orderId, lines, total, placedAt: this.clock.now() };
    const ifForgotten = () => new AccountClosed();
    await this.log.transact(Order, orderId, (state) => place(state, placed), { ifForgotten });
    return { orderId, total };
  }

  // A repeated request gets the order that it made, at the prices of then, and its receipt.
  private async placedBefore(orderId: string) {
    const { state } = await this.log.load(Order, orderId);
    if (state.status === 'none') return undefined;
    await this.log.transact(Order, orderId, () => []);
    return { orderId, total: state.total };
  }
}
