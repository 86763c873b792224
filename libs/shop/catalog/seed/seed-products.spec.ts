import { seedProducts } from './seed-products.js';

const skus = seedProducts.map(({ sku }) => sku);

describe('the catalogue to try the shop with', () => {
  it('has 200 products, each with a SKU of its own', () => {
    expect(new Set(skus).size).toBe(200);
    expect(skus).toHaveLength(200);
    expect(skus.filter((sku) => !/^[a-z][a-z0-9.-]{0,63}$/.test(sku))).toEqual([]);
  });

  it('tells every product apart, and says something of it', () => {
    expect(new Set(seedProducts.map(({ title }) => title)).size).toBe(200);
    expect(seedProducts.filter(({ description }) => description.length < 20)).toEqual([]);
  });

  it('prices and stocks all of them', () => {
    const wrong = seedProducts.filter(({ price, stock }) => !(price.amount >= 100) || !(stock > 0));
    expect(wrong).toEqual([]);
  });

  // Whoever has opened the shop with them would see them twice under other names.
  it('keeps the SKUs, names and prices that were there first', () => {
    const [teapot, tea] = ['teapot-clay', 'tea-assam'].map((wanted) => seedProducts.find(({ sku }) => sku === wanted));
    expect(teapot).toMatchObject({ title: 'Clay teapot', price: { amount: 4450 } });
    expect(tea).toMatchObject({ title: 'Assam, 250 g', price: { amount: 1490 } });
    const first = ['kettle-steel', 'cup-porcelain', 'tea-sencha', 'coffee-huila', 'grinder-hand', 'press-glass'];
    const others = ['scale-brew', 'tray-oak', 'honey-linden', 'biscuits-oat'];
    expect(skus).toEqual(expect.arrayContaining([...first, ...others]));
  });
});
