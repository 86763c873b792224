import { expectStatus } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

interface Operation {
  readonly description?: string;
  readonly responses: object;
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: readonly unknown[] }>> };
}

export function describeDocumentation(shop: () => ShopUnderTest): void {
  const document = async () => expectStatus(await shop().visitor().get<Document>('/openapi.json'), 200);

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

  it('tells what every route for customers and staff answers with', async () => {
    const { paths } = await document();
    const ofShop = /^\/(users|sessions|products|stock|orders|payments|shipments|analytics)/;
    const answers = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { description }]) => ofShop.test(path) && description !== 'For operator.')
        .map(([method, { responses }]) => [`${method} ${path}`, JSON.stringify(responses)] as const),
    );
    expect(answers.length).toBeGreaterThan(30);
    const silent = answers.filter(([, responses]) => !/"204"|"20\d":\{[^}]*"content"/.test(responses));
    expect(silent.map(([route]) => route)).toEqual([]);
  });

  it('shows what every body may look like', async () => {
    const { paths, components } = await document();
    const bodies = Object.values(paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ requestBody }) => requestBody?.content['application/json'].schema.$ref ?? []),
    );
    const names = new Set(bodies.map((reference) => reference.slice(reference.lastIndexOf('/') + 1)));
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect([name, components.schemas[name]?.examples]).toEqual([name, [expect.any(Object)]]);
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
