import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { bigintAsNumber } from '#platform/database';
import {
  ProductCreatedV1,
  ProductDelistedV1,
  ProductEditedV1,
  ProductListedV1,
  ProductPriceChangedV1,
} from '#shop/contracts';

/** The orders' own copy of the catalogue: what can be ordered, under which title, at which price. */
@Entity({ name: 'product' })
export class Product {
  @PrimaryColumn({ type: 'text' }) sku!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) amount!: number;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'boolean' }) listed!: boolean;
}

const facts = [ProductCreatedV1, ProductEditedV1, ProductPriceChangedV1, ProductListedV1, ProductDelistedV1] as const;

@Projection('orders.product', { facts, tables: [Product] })
export class ProductProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'catalog.product-created.v1': ({ sku, title, price }, { rows }) =>
      rows(Product).upsert({ sku, title, ...price, listed: false }),
    'catalog.product-edited.v1': ({ sku, title }, { rows }) => rows(Product).update(sku, { title }),
    'catalog.product-price-changed.v1': ({ sku, price }, { rows }) => rows(Product).update(sku, price),
    'catalog.product-listed.v1': ({ sku }, { rows }) => rows(Product).update(sku, { listed: true }),
    'catalog.product-delisted.v1': ({ sku }, { rows }) => rows(Product).update(sku, { listed: false }),
  };
}
