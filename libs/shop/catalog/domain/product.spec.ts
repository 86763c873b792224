import { specificationOf } from '#platform/testing';
import { ProductNotFound, SkuTaken } from './catalog.errors.js';
import type { ProductCreated, ProductEvent } from './product.events.js';
import type { Product as ProductState } from './product.js';
import { create, delist, edit, list, Product } from './product.js';

const given = specificationOf(Product);

const price = { amount: 1250, currency: 'EUR' };
const created: ProductCreated = {
  type: 'ProductCreated',
  data: { sku: 'mug', title: 'Mug', description: 'For tea', price, createdAt: '2026-01-31T12:00:00.000Z' },
};
const listed: ProductEvent = { type: 'ProductListed', data: { sku: 'mug' } };
const delisted: ProductEvent = { type: 'ProductDelisted', data: { sku: 'mug' } };

describe('creating a product', () => {
  const creating = (product: ProductState) => create(product, created.data);

  it('enters it in the catalogue', () => given().when(creating).then(created));
  it('is refused when the SKU is taken', () => given(created).when(creating).thenThrows(SkuTaken));
});

describe('editing a product', () => {
  const editing = (changes: Parameters<typeof edit>[1]) => (product: ProductState) => edit(product, changes);

  it('keeps what is not mentioned', () =>
    given(created)
      .when(editing({ title: 'Big mug' }))
      .then({ type: 'ProductEdited', data: { sku: 'mug', title: 'Big mug', description: 'For tea' } }));
  it('tells of a new price by itself', () =>
    given(created)
      .when(editing({ price: { amount: 999, currency: 'EUR' } }))
      .then({ type: 'ProductPriceChanged', data: { sku: 'mug', price: { amount: 999, currency: 'EUR' } } }));
  it('does nothing when all is so already', () =>
    given(created)
      .when(editing({ title: 'Mug', description: 'For tea', price }))
      .thenNothing());
  it('is refused when there is no product', () =>
    given()
      .when(editing({ title: 'x' }))
      .thenThrows(ProductNotFound));
});

describe('the shelf', () => {
  it('is where a listed product is', () => given(created).when(list).then(listed));
  it('takes a product once', () => given(created, listed).when(list).thenNothing());
  it('gives a product back', () => given(created, listed).when(delist).then(delisted));
  it('gives it back once', () => given(created, listed, delisted).when(delist).thenNothing());
  it('does not have a new product', () => given(created).when(delist).thenNothing());
  it('has no product that does not exist', () => {
    given().when(list).thenThrows(ProductNotFound);
    given().when(delist).thenThrows(ProductNotFound);
  });
});
