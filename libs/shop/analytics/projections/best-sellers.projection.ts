import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers, Rows } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { withoutPersonalData } from '#platform/core';
import { bigintAsNumber, timeAsText } from '#platform/database';
import { GoodsReturnedV1, OrderCancelledV1, OrderPaidV1, ProductCreatedV1, ProductEditedV1 } from '#shop/contracts';
import { minuteOf } from './minute.js';

/** What was sold of a product in one minute, in one currency: paid for then, and neither cancelled nor returned since. */
@Entity({ name: 'product_minute' })
export class ProductMinute {
  @PrimaryColumn({ type: 'timestamptz', transformer: timeAsText }) bucket!: string;
  @PrimaryColumn({ type: 'text' }) sku!: string;
  @PrimaryColumn({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) quantity!: number;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) revenue!: number;
}

/** What a paid order has added to the figures, in case that it has to be taken out again. */
@Entity({ name: 'paid_order' })
export class PaidOrder {
  @PrimaryColumn({ name: 'order_id', type: 'text' }) orderId!: string;
  @Column({ name: 'paid_at', type: 'timestamptz', transformer: timeAsText }) paidAt!: string;
  @Column({ type: 'jsonb' }) lines!: OrderPaidV1['lines'];
}

@Entity({ name: 'product_title' })
export class ProductTitle {
  @PrimaryColumn({ type: 'text' }) sku!: string;
  @Column({ type: 'text' }) title!: string;
}

const facts = [
  withoutPersonalData(OrderPaidV1),
  OrderCancelledV1,
  GoodsReturnedV1,
  ProductCreatedV1,
  ProductEditedV1,
] as const;

@Projection('analytics.best-sellers', { facts, tables: [ProductMinute, PaidOrder, ProductTitle] })
export class BestSellersProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'orders.order-paid.v1': ({ orderId, lines, paidAt }, { rows }) => {
      rows(PaidOrder).upsert({ orderId, lines, paidAt });
      count({ lines, paidAt }, 1, rows);
    },
    'orders.order-cancelled.v1': async ({ orderId }, { rows }) => {
      const paid = await rows(PaidOrder).find(orderId);
      if (paid === undefined) return;
      rows(PaidOrder).remove(orderId);
      count(paid, -1, rows);
    },
    'orders.goods-returned.v1': async ({ orderId, lines }, { rows }) => {
      const paid = await rows(PaidOrder).find(orderId);
      if (paid !== undefined) count({ lines, paidAt: paid.paidAt }, -1, rows);
    },
    'catalog.product-created.v1': ({ sku, title }, { rows }) => rows(ProductTitle).upsert({ sku, title }),
    'catalog.product-edited.v1': ({ sku, title }, { rows }) => rows(ProductTitle).upsert({ sku, title }),
  };
}

function count({ lines, paidAt }: Pick<PaidOrder, 'lines' | 'paidAt'>, sign: 1 | -1, rows: Rows): void {
  for (const { sku, quantity, unitPrice } of lines) {
    const key = { bucket: minuteOf(paidAt), sku, currency: unitPrice.currency };
    rows(ProductMinute).add(key, { quantity: sign * quantity, revenue: sign * quantity * unitPrice.amount });
  }
}
