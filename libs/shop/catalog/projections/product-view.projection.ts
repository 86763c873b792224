import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProjectionContext, ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { bigintAsNumber, timeAsText } from '#platform/database';
import type { ProductEvent } from '../domain/product.events.js';
import type { StockEvent } from '../domain/stock.events.js';
import { StockEntry } from './stock-entry.js';

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

type Counts = Partial<Pick<ProductView, 'available' | 'reserved' | 'sold'>>;
type Entry = Pick<StockEntry, 'what' | 'quantity' | 'at'> & Partial<Pick<StockEntry, 'reason' | 'orderId'>>;

/** The counts and the ledger are written together, so that they never disagree. */
function count(sku: string, counts: Counts, entry: Entry, { rows, event }: ProjectionContext): void {
  rows(ProductView).update(sku, counts);
  rows(StockEntry).upsert({
    sku,
    entry: event.version,
    available: counts.available ?? null,
    reason: null,
    orderId: null,
    userId: event.actor ?? null,
    consumer: event.causedBy ?? null,
    ...entry,
  });
}

@Projection('catalog.product-view', { tables: [ProductView, StockEntry] })
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
    StockOpened: ({ sku, available, openedAt: at }, context) =>
      count(sku, { available }, { what: 'opened', quantity: available, at }, context),
    StockAdjusted: ({ sku, available, change: quantity, reason, adjustedAt: at }, context) =>
      count(sku, { available }, { what: 'adjusted', quantity, reason, at }, context),
    UnitsReserved: ({ sku, available, reserved, quantity, orderId, reservedAt: at }, context) =>
      count(sku, { available, reserved }, { what: 'reserved', quantity, orderId, at }, context),
    UnitsReleased: ({ sku, available, reserved, quantity, orderId, releasedAt: at }, context) =>
      count(sku, { available, reserved }, { what: 'released', quantity, orderId, at }, context),
    UnitsSold: ({ sku, reserved, sold, quantity, orderId, soldAt: at }, context) =>
      count(sku, { reserved, sold }, { what: 'sold', quantity, orderId, at }, context),
    UnitsReturned: ({ sku, available, sold, quantity, orderId, reason, returnedAt: at }, context) =>
      count(sku, { available, sold }, { what: 'returned', quantity, orderId, reason, at }, context),
  };
}
