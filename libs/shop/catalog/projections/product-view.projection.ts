import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { bigintAsNumber, timeAsText } from '#platform/database';
import type { ProductEvent } from '../domain/product.events.js';
import type { StockEvent } from '../domain/stock.events.js';

/** A product with its stock: one row answers one request. `version` is the product's own; stock does not move it. */
@Entity({ name: 'product_view' })
export class ProductView {
  @PrimaryColumn({ type: 'text' }) sku!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ type: 'text' }) description!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) amount!: number;
  @Column({ type: 'char', length: 3 }) currency!: string;
  @Column({ type: 'boolean' }) listed!: boolean;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) available!: number;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) reserved!: number;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) sold!: number;
  @Column({ name: 'created_at', type: 'timestamptz', transformer: timeAsText }) createdAt!: string;
  @Column({ type: 'integer' }) version!: number;
}

const noUnits = { available: 0, reserved: 0, sold: 0 };

@Projection('catalog.product-view', { tables: [ProductView] })
export class ProductViewProjection {
  readonly on: ProjectionHandlers<ProductEvent | StockEvent> = {
    ProductCreated: ({ price, ...product }, { rows }) =>
      rows(ProductView).upsert({ ...product, ...price, ...noUnits, listed: false, version: 1 }),
    ProductEdited: ({ sku, title, description }, { rows, event: { version } }) =>
      rows(ProductView).update(sku, { title, description, version }),
    ProductPriceChanged: ({ sku, price }, { rows, event: { version } }) =>
      rows(ProductView).update(sku, { ...price, version }),
    ProductListed: ({ sku }, { rows, event: { version } }) => rows(ProductView).update(sku, { listed: true, version }),
    ProductDelisted: ({ sku }, { rows, event: { version } }) =>
      rows(ProductView).update(sku, { listed: false, version }),
    StockOpened: ({ sku, available }, { rows }) => rows(ProductView).update(sku, { available }),
    StockAdjusted: ({ sku, available }, { rows }) => rows(ProductView).update(sku, { available }),
    UnitsReserved: ({ sku, available, reserved }, { rows }) => rows(ProductView).update(sku, { available, reserved }),
    UnitsReleased: ({ sku, available, reserved }, { rows }) => rows(ProductView).update(sku, { available, reserved }),
    UnitsSold: ({ sku, reserved, sold }, { rows }) => rows(ProductView).update(sku, { reserved, sold }),
  };
}
