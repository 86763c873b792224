import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import type { Money } from '#platform/core';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import type { WantedLine } from '../domain/order-lines.js';
import { merged, priced, totalOf } from '../domain/order-lines.js';
import type { ShippingAddress } from '../domain/order.events.js';
import { Order, place } from '../domain/order.js';
import { Product } from '../projections/product.projection.js';

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
    private readonly database: DataSource,
  ) {}

  async execute({ lines, ...order }: PlaceOrder) {
    const orderId = currentExecution()?.commandId ?? this.ids.next();
    const priced = await this.priced(merged(lines));
    const total = totalOf(priced);
    const placed = { ...order, orderId, lines: priced, total, placedAt: this.clock.now() };
    await this.log.transact(Order, orderId, (state) => place(state, placed));
    return { orderId, total };
  }

  private async priced(wanted: readonly WantedLine[]) {
    const skus = wanted.map(({ sku }) => sku);
    const products = await this.database.getRepository(Product).findBy({ sku: In(skus), listed: true });
    return priced(
      wanted,
      products.map(({ sku, title, amount, currency }) => ({ sku, title, price: { amount, currency } })),
    );
  }
}
