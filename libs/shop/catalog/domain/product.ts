import type { Money } from '#platform/core';
import { aggregate } from '#platform/core';
import { ProductNotFound, SkuTaken } from './catalog.errors.js';
import type { ProductCreated, ProductEvent } from './product.events.js';

export interface KnownProduct {
  readonly status: 'unlisted' | 'listed';
  readonly sku: string;
  readonly title: string;
  readonly description: string;
  readonly price: Money;
}

export type Product = { readonly status: 'none' } | KnownProduct;

const changed = (product: Product, change: Partial<KnownProduct>): Product =>
  product.status === 'none' ? product : { ...product, ...change };

export const Product = aggregate<Product, ProductEvent>({
  category: 'catalog.product',
  initial: { status: 'none' },
  evolve: {
    ProductCreated: (_, { sku, title, description, price }) => ({ status: 'unlisted', sku, title, description, price }),
    ProductEdited: (product, { title, description }) => changed(product, { title, description }),
    ProductPriceChanged: (product, { price }) => changed(product, { price }),
    ProductListed: (product) => changed(product, { status: 'listed' }),
    ProductDelisted: (product) => changed(product, { status: 'unlisted' }),
  },
});

export function existing(product: Product): KnownProduct {
  if (product.status === 'none') throw new ProductNotFound();
  return product;
}

export function create(product: Product, created: ProductCreated['data']): ProductEvent[] {
  if (product.status !== 'none') throw new SkuTaken({ sku: created.sku });
  return [{ type: 'ProductCreated', data: created }];
}

export interface ProductChanges {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly price?: Money | undefined;
}

export function edit(product: Product, changes: ProductChanges): ProductEvent[] {
  const known = existing(product);
  return [...reword(known, changes), ...reprice(known, changes)];
}

function reword(known: KnownProduct, changes: ProductChanges): ProductEvent[] {
  const { title = known.title, description = known.description } = changes;
  if (title === known.title && description === known.description) return [];
  return [{ type: 'ProductEdited', data: { sku: known.sku, title, description } }];
}

function reprice({ sku, price: present }: KnownProduct, { price = present }: ProductChanges): ProductEvent[] {
  if (price.amount === present.amount && price.currency === present.currency) return [];
  return [{ type: 'ProductPriceChanged', data: { sku, price } }];
}

export function list(product: Product): ProductEvent[] {
  const { status, sku } = existing(product);
  return status === 'listed' ? [] : [{ type: 'ProductListed', data: { sku } }];
}

export function delist(product: Product): ProductEvent[] {
  const { status, sku } = existing(product);
  return status === 'unlisted' ? [] : [{ type: 'ProductDelisted', data: { sku } }];
}
