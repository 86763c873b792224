import { randomUUID } from 'node:crypto';
import type { Page, Product } from '../../drivers/answers.js';
import { type Caller, expectProblem, expectStatus, fieldsOf } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';
import { aProduct } from '../../drivers/staff.js';

export function describeProducts(shop: () => ShopUnderTest): void {
  const people = async () => {
    const staff = await shop().staff();
    return { staff, visitor: shop().visitor(staff.seen) };
  };

  it('creates a product, which nobody but staff sees before it is on the shelf', async () => {
    const { staff, visitor } = await people();
    const product = aProduct();
    const answer = await staff.create(product);
    expect(expectStatus(answer, 201)).toEqual({ sku: product.sku });
    expect(answer.headers.get('location')).toBe(`/products/${product.sku}`);
    expect(await staff.product(product.sku)).toMatchObject({ ...product, listed: false });
    expectProblem(await visitor.get(`/products/${product.sku}`), 404, 'catalog.product-not-found');
  });

  it('refuses a SKU that is taken', async () => {
    const { staff } = await people();
    const product = aProduct();
    await staff.create(product);
    expectProblem(await staff.create(product), 409, 'catalog.sku-taken');
  });

  it('refuses a product without a name or with an impossible price', async () => {
    const { staff } = await people();
    const answer = await staff.create(aProduct({ title: '', price: { amount: -1, currency: 'euro' }, stock: 0.5 }));
    expect(fieldsOf(answer)).toEqual(['price.amount', 'price.currency', 'stock', 'title']);
  });

  it('shows a product while it is on the shelf', async () => {
    const { staff, visitor } = await people();
    const sku = await staff.sells();
    expect(expectStatus(await visitor.get(`/products/${sku}`), 200)).toMatchObject({ sku, listed: true, stock: 100 });
    expectStatus(await staff.delist(sku), 204);
    expectProblem(await visitor.get(`/products/${sku}`), 404, 'catalog.product-not-found');
    expect(await staff.product(sku)).toMatchObject({ listed: false });
  });

  it('takes putting on the shelf twice for once', async () => {
    const { staff } = await people();
    const sku = await staff.sells();
    expectStatus(await staff.list(sku), 204);
  });

  it('knows no product by a SKU that nobody gave', async () => {
    const { staff, visitor } = await people();
    expectProblem(await visitor.get('/products/no-such-thing'), 404, 'catalog.product-not-found');
    expectProblem(await staff.list('no-such-thing'), 404, 'catalog.product-not-found');
  });

  it('edits what is said, and nothing else', async () => {
    const { staff } = await people();
    const sku = await staff.sells();
    const price = { amount: 990, currency: 'EUR' };
    const edited = await staff.patch(`/products/${sku}`, { price });
    expect(expectStatus(edited, 200)).toMatchObject({ sku, title: 'Mug', price });
    expect(await staff.product(sku)).toMatchObject({ title: 'Mug', description: 'Holds tea.', price });
  });

  it('edits only the version that If-Match names', async () => {
    const { staff } = await people();
    const sku = await staff.sells();
    const seen = (await staff.get(`/products/${sku}`)).headers.get('etag')!;
    const edit = (title: string) => staff.patch(`/products/${sku}`, { title }, { 'if-match': seen });
    const first = await edit('Cup');
    expectStatus(first, 200);
    expect(first.headers.get('etag')).not.toBe(seen);
    expectProblem(await edit('Bowl'), 412, 'log.version-mismatch');
    expect(await staff.product(sku)).toMatchObject({ title: 'Cup' });
  });

  it('does not send again what the caller has', async () => {
    const { staff, visitor } = await people();
    const path = `/products/${await staff.sells()}`;
    const tag = (await visitor.get(path)).headers.get('etag')!;
    expect(await visitor.get(path, { 'if-none-match': tag })).toMatchObject({ status: 304, body: '' });
  });

  it('finds words of title and description, in whatever form', async () => {
    const { staff, visitor } = await people();
    const word = `zq${randomUUID().replaceAll('-', '')}`;
    const [inTitle, inDescription, unlisted] = [
      await staff.sells({ title: `Singing ${word}` }),
      await staff.sells({ description: `Goes well with ${word}.` }),
      aProduct({ title: word }),
    ];
    await staff.create(unlisted);
    const found = async (by: Caller, search: string) =>
      (await by.get<Page<Product>>(`/products?search=${encodeURIComponent(search)}`)).body.items.map(({ sku }) => sku);
    expect(await found(visitor, word)).toEqual([inTitle, inDescription]);
    expect(await found(visitor, `sings ${word}`)).toEqual([inTitle]);
    expect((await found(staff, word)).toSorted()).toEqual([inTitle, inDescription, unlisted.sku].toSorted());
    expect(await found(visitor, `${word} -singing`)).toEqual([inDescription]);
    expect(await found(visitor, `"' | & ( ! :*`)).toEqual([]);
  });

  it('finds a word while it is typed, in the order that is asked for', async () => {
    const { staff, visitor } = await people();
    const word = `zt${randomUUID().replaceAll('-', '')}ing`;
    const dear = await staff.sells({ title: `A ${word}`, price: { amount: 900, currency: 'EUR' } });
    const cheap = await staff.sells({ title: `b ${word}`, price: { amount: 100, currency: 'EUR' } });
    const search = word.slice(0, -2);
    const found = async (sort: string) =>
      (await pagesOf(visitor, `/products?search=${search}&limit=1&sort=${sort}`)).flat();
    expect(await found('title')).toEqual([dear, cheap]);
    expect(await found('price')).toEqual([cheap, dear]);
    expect((await found('relevance')).toSorted()).toEqual([dear, cheap].toSorted());
    expect(fieldsOf(await visitor.get('/products?sort=stock'))).toEqual(['sort']);
  });

  it('leads from page to page, each product once', async () => {
    const { staff, visitor } = await people();
    const word = `zp${randomUUID().replaceAll('-', '')}`;
    const skus = await Promise.all(Array.from({ length: 5 }, () => staff.sells({ title: word })));
    const pages = await pagesOf(visitor, `/products?search=${word}&limit=2`);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat().toSorted()).toEqual(skus.toSorted());
  });

  it('lists without a search every product once, in the order of their SKUs', async () => {
    const { staff, visitor } = await people();
    const skus = await Promise.all(Array.from({ length: 3 }, () => staff.sells()));
    const listed = (await pagesOf(visitor, '/products?limit=100')).flat();
    expect(listed).toEqual([...new Set(listed)].toSorted());
    expect(listed).toEqual(expect.arrayContaining(skus));
  });

  it('refuses a cursor it did not make and a page larger than allowed', async () => {
    const { visitor } = await people();
    expectProblem(await visitor.get('/products?after=elsewhere'), 400, 'http.malformed-cursor');
    expect(fieldsOf(await visitor.get('/products?limit=1000'))).toEqual(['limit']);
  });
}

/** The SKUs of each page, following `next`, which `Link` must agree with. */
async function pagesOf(caller: Caller, path: string): Promise<string[][]> {
  const { headers, body } = await caller.get<Page<Product>>(path);
  const link = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
  expect(link === undefined ? null : new URL(link, caller.origin).searchParams.get('after')).toBe(body.next);
  const skus = body.items.map(({ sku }) => sku);
  return link === undefined ? [skus] : [skus, ...(await pagesOf(caller, link))];
}
