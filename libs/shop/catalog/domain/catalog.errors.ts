import { refusal } from '#platform/core';

export class ProductNotFound extends refusal('catalog.product-not-found', 'not-found', 'There is no such product.') {}

export class SkuTaken extends refusal(
  'catalog.sku-taken',
  'conflict',
  'Another product has this SKU already. Choose a different one.',
) {}

export class StockBelowZero extends refusal(
  'catalog.stock-below-zero',
  'conflict',
  'There are not so many units in stock as this would take away.',
) {}

export class StockTooLarge extends refusal(
  'catalog.stock-too-large',
  'invalid',
  'This would be more units than the catalogue can count.',
) {}

/** Not a refusal: the stock shrank between two looks at it, so the reservation is decided anew. */
export class StockShrankMeanwhile extends Error {}
