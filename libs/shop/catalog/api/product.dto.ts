import type { Principal } from '#platform/execution';
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

export const isStaff = (caller: Principal | undefined): boolean => caller?.roles.includes('staff') ?? false;

/** How this caller sees products. */
export const productFor = (caller: Principal | undefined): ((product: ProductView) => ReturnType<typeof toProduct>) =>
  isStaff(caller) ? toStaffProduct : toProduct;
