import { createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import pg from 'pg';
import { routes } from './matrix.js';
import type { Besieged, RawAnswer, RawRequest } from './people.js';

/** What no answer may show: places in code, files, statements, what the database says. */
const tellTale =
  /node_modules|\.[jt]s:\d|\bat \w+.*\(|\/(?:home|work|usr|tmp|app)\/|\b(?:select|insert|update|delete)\b.+\b(?:from|into|set)\b|syntax error|relation "|column "|invalid input syntax|pg_|ECONN/i;

const variants: Readonly<Record<string, (path: string) => string>> = {
  'a slash at the end': (path) => `${path}/`,
  'two slashes': (path) => `/${path}`,
  'a dot in between': (path) => `/.${path}`,
  'a dot that is encoded': (path) => `/%2e${path}`,
  'a way back': (path) => `/products/..${path}`,
  'a way back that is encoded': (path) => `/products/%2e%2e${path}`,
  'a slash that is encoded': (path) => `/%2f${path.slice(1)}`,
  'all slashes encoded': (path) => path.replaceAll('/', '%2F').replace('%2F', '/'),
  'a slash encoded twice': (path) => path.replaceAll('/', '%252f').replace('%252f', '/'),
  'capital letters': (path) => path.toUpperCase(),
  'a letter that is encoded': (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'a semicolon': (path) => `${path};a=b`,
  'a zero at the end': (path) => `${path}%00`,
  'a question mark that is encoded': (path) => `${path}%3f`,
  'an address in front': (path) => `http://elsewhere${path}`,
};

const guarded = Object.entries(routes).flatMap(([route, { who }]) => {
  const [method, path] = route.split(' ') as [string, string];
  return who.startsWith('401') && !path.startsWith('/sessions') ? [{ method, path }] : [];
});
const concrete = (path: string) =>
  path
    .replaceAll(/:(orderId|paymentId|shipmentId|userId|id)/g, '01990000-0000-7000-8000-000000000001')
    .replaceAll(/:\w+/g, 'orders');

export function describeAttacks(shop: () => Besieged): void {
  /** No answer is a failure of ours, and none tells how we are made. */
  const ask = async (path: string, request?: RawRequest): Promise<RawAnswer> => {
    const answer = await shop().ask(path, request);
    expect([path.slice(0, 200), answer.status]).not.toEqual([path.slice(0, 200), 500]);
    if (answer.status >= 400) expect(answer.body).not.toMatch(tellTale);
    return answer;
  };
  const post = (path: string, body: string | object, token?: string) => ask(path, { method: 'POST', body, token });

  it.each(Object.entries(variants))('a path with %s opens no guarded route', async (_, vary) => {
    for (const { method, path } of guarded) {
      const asked = vary(concrete(path));
      const { status, body } = await ask(asked, { method });
      const isRefused = [400, 401, 404].includes(status) || body.includes('is-storable-text');
      expect([method, asked, isRefused]).toEqual([method, asked, true]);
    }
  });

  it.each(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'GET'])('the method %s opens no guarded route', async (method) => {
    const open = new Set(
      Object.keys(routes).flatMap((route) => (routes[route]!.who.startsWith('in') ? route.split(' ')[1]! : [])),
    );
    for (const { path } of guarded.filter((route) => !open.has(route.path))) {
      const answer = await ask(concrete(path), { method }).catch(() => ({ status: 400 }));
      expect([path, [400, 401, 404, 405, 501].includes(answer.status)]).toEqual([path, true]);
    }
  });

  it('no header makes one method another, or one caller another', async () => {
    const headers: readonly Readonly<Record<string, string>>[] = [
      { 'x-http-method-override': 'POST' },
      { 'x-original-url': '/users' },
      { 'x-rewrite-url': '/users' },
      { 'x-user-id': shop().things.userId, 'x-roles': 'operator' },
      { 'x-internal-token': 'Bearer a.b.c' },
      { 'x-forwarded-for': '127.0.0.1' },
    ];
    for (const header of headers) {
      expect((await ask('/users', { headers: header })).status).toBe(401);
      expect((await ask('/users', { headers: header, token: shop().tokens.owner })).status).toBe(403);
    }
  });

  describe('tokens', () => {
    const claims = { roles: ['staff', 'operator'] };
    const now = () => Math.floor(Date.now() / 1000);
    let key: { readonly kid: string; readonly open: JWK; readonly secret: JWK };
    beforeAll(async () => {
      const database = new pg.Client({ connectionString: shop().databaseUrl });
      await database.connect();
      const { rows } = await database.query<{ kid: string; public_jwk: JWK; private_jwk: JWK }>(
        'select * from users.signing_keys',
      );
      await database.end();
      key = { kid: rows[0]!.kid, open: rows[0]!.public_jwk, secret: rows[0]!.private_jwk };
    });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (change: (token: SignJWT) => SignJWT = (same) => same, header: object = {}) =>
      change(
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'at+jwt', ...header })
          .setSubject('mallory')
          .setIssuer('tearline')
          .setAudience('tearline')
          .setExpirationTime('5m'),
      );
    const ours = () => importJWK(key.secret, 'EdDSA');
    const theirs = async () => (await generateKeyPair('EdDSA', { extractable: true })).privateKey;
    const body = () => part({ ...claims, sub: 'mallory', iss: 'tearline', aud: 'tearline', exp: now() + 300 });

    it('of ours are believed, or the rest of this shows nothing', async () =>
      expect((await ask('/users', { token: await token().sign(await ours()) })).status).toBe(200));

    const forgeries: Readonly<Record<string, () => Promise<string> | string>> = {
      'without an algorithm': () => `${part({ alg: 'none', kid: key.kid })}.${body()}.`,
      'without an algorithm, in capitals': () => `${part({ alg: 'NONE', kid: key.kid })}.${body()}.`,
      'with the public key as a shared secret': () =>
        token(undefined, { alg: 'HS256' }).sign(Buffer.from(JSON.stringify(key.open))),
      'with its PEM as a shared secret': () =>
        token(undefined, { alg: 'HS256' }).sign(
          Buffer.from(createPublicKey({ key: key.open, format: 'jwk' }).export({ type: 'spki', format: 'pem' })),
        ),
      'for another audience': async () => token((made) => made.setAudience('elsewhere')).sign(await ours()),
      'of another issuer': async () => token((made) => made.setIssuer('elsewhere')).sign(await ours()),
      'that have expired': async () => token((made) => made.setExpirationTime('-1s')).sign(await ours()),
      'that begin later': async () => token((made) => made.setNotBefore('5m')).sign(await ours()),
      'of a stranger': async () => token().sign(await theirs()),
      'of a stranger who brings the key': async () => {
        const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
        return token(undefined, { jwk: await exportJWK(publicKey) }).sign(privateKey);
      },
      'of a stranger who says where the key is': async () =>
        token(undefined, { jku: 'http://127.0.0.1:9/keys', kid: '../../etc/passwd' }).sign(await theirs()),
      'whose end is changed': async () => (await token().sign(await ours())).replace(/.{8}$/, 'AAAAAAAA'),
      'with an extension they insist on': async () =>
        token(undefined, { crit: ['wish'], wish: 1 }).sign(await ours(), { crit: { wish: true } }),
      'of 12 kB': () => `${part({ alg: 'EdDSA', kid: key.kid })}.${'A'.repeat(12_000)}.AAAA`,
    };
    it.each(Object.entries(forgeries))('%s are refused', async (_, forge) => {
      const { status, body: said } = await ask('/users', { token: await forge() });
      expect([status, said]).toEqual([401, expect.stringContaining('security.invalid-token')]);
    });

    it('of 100 kB do not get in at all', async () =>
      expect((await ask('/users', { token: 'A'.repeat(100_000) })).status).toBe(431));
  });

  it('nobody assigns what is not theirs to say', async () => {
    const { owner } = shop().tokens;
    const account = { email: 'eve@shop.local', password: 'eight little teapots', name: 'Eve' };
    const line = { sku: shop().things.sku, quantity: 1 };
    const order = {
      lines: [line],
      shippingAddress: { name: 'A', street: 'B', city: 'C', country: 'DE' },
      payment: { token: 'tok_ok' },
    };
    const attempts: readonly (readonly [string, string, object])[] = [
      ['POST', '/users', { ...account, roles: ['operator'] }],
      ['POST', '/users', { ...account, userId: shop().things.userId }],
      ['PATCH', '/users/me', { name: 'Ada', roles: ['operator'] }],
      ['PATCH', '/users/me', { name: 'Ada', email: 'boss@shop.local' }],
      ['POST', '/orders', { ...order, total: { amount: 1, currency: 'EUR' } }],
      ['POST', '/orders', { ...order, customerId: 'somebody' }],
      ['POST', '/orders', { ...order, lines: [{ ...line, unitPrice: { amount: 1, currency: 'EUR' } }] }],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await ask(path, { method, body, token: owner });
      expect([path, answer.status, answer.body]).toEqual([path, 422, expect.stringContaining('unknown-field')]);
    }
    const query = 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { userId } }';
    const { body } = await post('/graphql', { query, variables: { input: { ...account, roles: ['operator'] } } });
    expect(body).toMatch(/"errors"/);
  });

  it.each([
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"name":{"__proto__":{"polluted":1}}}',
  ])('no prototype is polluted by %s', async (body) => {
    for (const path of ['/users', '/sessions', '/graphql']) expect((await post(path, body)).status).toBe(400);
    const { status } = await ask('/products?__proto__[polluted]=1&constructor[prototype][polluted]=1&search=a');
    expect([400, 422]).toContain(status);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('search, filters, cursors and paths are values and nothing else', async () => {
    const { staff, operator } = shop().tokens;
    const evil = [
      `'`,
      `' OR 1=1; --`,
      `"; drop table users.account_view; --`,
      '%',
      '_',
      '\\',
      `a:*`,
      '!',
      '&|()<->',
      '(',
      '${1}',
      '{{1}}',
      `*`,
    ];
    for (const text of evil.map(encodeURIComponent)) {
      const paths = [
        `/products?search=${text}`,
        `/products/${text}`,
        `/products?after=${text}`,
        `/products?limit=${text}`,
      ];
      for (const path of paths) expect((await ask(path)).status).toBeLessThan(500);
      for (const path of [
        `/orders?status=${text}`,
        `/orders?after=${text}`,
        `/payments?orderId=${text}`,
        `/analytics/revenue?bucket=${text}`,
      ])
        expect((await ask(path, { token: staff })).status).toBeLessThan(500);
      for (const path of [
        `/users?email=${text}`,
        `/contexts/orders/events?stream=${text}&type=${text}`,
        `/contexts/${text}/events`,
      ])
        expect((await ask(path, { token: operator })).status).toBeLessThan(500);
    }
    const everything = JSON.parse((await ask(`/products?search=${encodeURIComponent(`zzz' OR '1'='1`)}`)).body) as {
      items: unknown[];
    };
    expect(everything.items).toEqual([]);
    expect((await ask('/users', { token: operator })).status).toBe(200);
  });

  it('what is too large is not taken in', async () => {
    const { operator } = shop().tokens;
    expect((await post('/users', { name: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await ask('/products', { headers: { 'x-much': 'x'.repeat(20_000) } })).status).toBe(431);
    expect((await post('/users', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status).toBeLessThan(500);
    expect((await ask(`/products?search=${'x'.repeat(10_000)}`)).status).toBe(422);
    for (const limit of ['101', '0', '-1', '1e9', 'NaN', '1;2']) {
      expect([limit, (await ask(`/products?limit=${limit}`)).status]).toEqual([limit, 422]);
      expect([limit, (await ask(`/users?limit=${limit}`, { token: operator })).status]).toEqual([limit, 422]);
    }
    expect((await post('/graphql', { query: '{ products(first: 1000) { pageInfo { hasNextPage } } }' })).body).toMatch(
      /"errors"/,
    );
  });

  it('browsers are told to be careful, and other origins nothing', async () => {
    const origin = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    for (const path of ['/products', '/users/me', '/no/such/route', '/graphql?query=%7B__typename%7D']) {
      const { headers } = await ask(path, { headers: origin });
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
        'x-frame-options': expect.stringMatching(/DENY|SAMEORIGIN/),
        'referrer-policy': 'no-referrer',
      });
      expect(Object.keys(headers).filter((name) => /^access-control|^x-powered-by$|^server$/.test(name))).toEqual([]);
      const preflight = await ask(path, { method: 'OPTIONS', headers: origin });
      expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
}
