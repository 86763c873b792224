import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import {
  ProductCreatedV1,
  ProductDelistedV1,
  ProductEditedV1,
  ProductListedV1,
  ProductPriceChangedV1,
  StockChangedV1,
  StockRejectedV1,
  StockReleasedV1,
  StockReservedV1,
} from '#shop/contracts';
import type { ProductEvent } from '../domain/product.events.js';
import type { ReservationEvent } from '../domain/reservation.events.js';
import type { StockEvent } from '../domain/stock.events.js';

export const publishCatalog = publish<ProductEvent | StockEvent | ReservationEvent>('catalog', {
  ProductCreated: (created) => ProductCreatedV1.of(created),
  ProductEdited: (edited) => ProductEditedV1.of(edited),
  ProductPriceChanged: (changed) => ProductPriceChangedV1.of(changed),
  ProductListed: (listed) => ProductListedV1.of(listed),
  ProductDelisted: (delisted) => ProductDelistedV1.of(delisted),
  StockOpened: ({ sku, available, openedAt }) => StockChangedV1.of({ sku, available, changedAt: openedAt }),
  StockAdjusted: ({ sku, available, adjustedAt }) => StockChangedV1.of({ sku, available, changedAt: adjustedAt }),
  UnitsReserved: ({ sku, available, reservedAt }) => StockChangedV1.of({ sku, available, changedAt: reservedAt }),
  UnitsReleased: ({ sku, available, releasedAt }) => StockChangedV1.of({ sku, available, changedAt: releasedAt }),
  UnitsSold: ignore,
  UnitsReturned: ({ sku, available, returnedAt }) => StockChangedV1.of({ sku, available, changedAt: returnedAt }),
  StockReserved: ({ orderId, reservedAt }) => StockReservedV1.of({ orderId, reservedAt }),
  StockRejected: (rejected) => StockRejectedV1.of(rejected),
  StockReleased: ({ orderId, releasedAt }) => StockReleasedV1.of({ orderId, releasedAt }),
  ReservationFulfilled: ignore,
  GoodsReturned: ignore,
  ReservationForgone: ignore,
});
