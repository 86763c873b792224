import type { ProductView } from '../projections/product-view.projection.js';

/** A product as anyone sees it. */
export function toProduct({ sku, title, description, amount, currency, available, listed }: ProductView) {
  return { sku, title, description, price: { amount, currency }, stock: available, listed };
}

/** A product as staff see it. */
export function toStaffProduct(product: ProductView) {
  const { reserved, sold, createdAt } = product;
  return { ...toProduct(product), reserved, sold, createdAt };
}
