import { unsaidIn } from '../../api/complete.js';
import { DescribedAnswers } from '../../api/described-answers.js';
import { expectStatus } from '../../drivers/caller.js';
import { allHeard } from '../../drivers/heard.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

type Document = ConstructorParameters<typeof DescribedAnswers>[0] &
  Parameters<typeof unsaidIn>[0] & { readonly openapi: string };

const documentOf = async (shop: ShopUnderTest) =>
  expectStatus(await shop.visitor().get<Document>('/openapi.json'), 200);

/** Has to come last: what was answered before is held against what is said of it. */
export function describeAnswersHeard(shop: () => ShopUnderTest): void {
  it('are as they are described, without a field or a code that the description does not name', async () => {
    const described = new DescribedAnswers(await documentOf(shop()));
    const complaints = allHeard().flatMap((answer) => described.complaintsOf(answer));
    expect([...new Set(complaints)]).toEqual([]);
    expect(described.succeeded.size).toBeGreaterThan(35);
  });
}

export function describeDocumentation(shop: () => ShopUnderTest): void {
  const document = () => documentOf(shop());

  it('describes every route of the contexts', async () => {
    const { openapi, paths } = await document();
    expect(openapi).toMatch(/^3\.1/);
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        'post /users',
        'post /sessions',
        'get /users/me',
        'get /products',
        'patch /products/{sku}',
        'delete /products/{sku}/listing',
        'post /orders',
        'get /orders/{orderId}',
        'post /orders/{orderId}/cancellation',
        'post /payments/{paymentId}/refunds',
        'post /shipments/{shipmentId}/dispatch',
        'post /shipments/{shipmentId}/parcels/{parcel}/delivery',
        'post /shipments/{shipmentId}/parcels/{parcel}/returns',
        'get /orders/{orderId}/updates',
        'get /analytics/revenue',
        'get /analytics/products',
        'get /analytics/funnel',
        'get /analytics/live',
      ]),
    );
    expect(paths['/orders']?.['post']?.responses).toMatchObject({ 201: {}, default: {} });
  });

  it('describes what operators and services ask of each context', async () => {
    const { paths } = await document();
    const ofContext = Object.keys(paths).filter((path) => path.includes('{context}'));
    expect(ofContext).toEqual(
      expect.arrayContaining([
        '/contexts/{context}/events',
        '/contexts/{context}/streams/{stream}',
        '/contexts/{context}/consumers',
        '/contexts/{context}/consumers/{consumer}/rebuild',
        '/contexts/{context}/parked',
        '/contexts/{context}/parked/{id}/resume',
        '/contexts/{context}/parked/{id}/discard',
        '/feeds/{context}',
      ]),
    );
  });

  it('names the codes of what a route refuses', async () => {
    const { paths } = await document();
    const codes = (method: string, path: string) => JSON.stringify(paths[path]![method]!.responses);
    expect(codes('post', '/users')).toContain('users.email-taken');
    expect(codes('post', '/sessions')).toContain('users.wrong-credentials');
    expect(codes('post', '/products')).toContain('catalog.sku-taken');
    expect(codes('patch', '/products/{sku}')).toContain('log.version-mismatch');
    expect(codes('post', '/products/{sku}/stock')).toContain('catalog.stock-below-zero');
    expect(codes('post', '/orders')).toContain('orders.product-not-orderable');
    expect(codes('post', '/orders/{orderId}/cancellation')).toContain('orders.already-dispatched');
    expect(codes('post', '/orders/{orderId}/payments')).toContain('orders.already-paid');
  });

  it('leaves nothing unsaid of any operation', async () => {
    expect(unsaidIn(await document())).toEqual([]);
  });

  it('has no reference that leads nowhere', async () => {
    const described = await document();
    for (const [, path] of JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = path!.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], described);
      expect({ path, found }).toEqual({ path, found: expect.any(Object) });
    }
  });

  it('has pages that load nothing from elsewhere', async () => {
    const visitor = shop().visitor();
    const page = await visitor.get<string>('/docs');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const loaded = [...expectStatus(page, 200).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded) {
      expect(address).toMatch(/^\/docs\//);
      expect((await visitor.get(address)).status).toBe(200);
    }
    expect((await visitor.get('/docs/..%2fpackage.json')).status).toBe(404);
  });
}
