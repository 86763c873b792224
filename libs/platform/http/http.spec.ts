import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { clientOf, issuer, openKitchen, order } from './http.examples.js';
import { eventually } from '#test/eventually';
import { HealthChecks, Intake } from './index.js';

let app: NestFastifyApplication;
let get: ReturnType<typeof clientOf>['get'];
let post: ReturnType<typeof clientOf>['post'];

beforeAll(async () => {
  app = await openKitchen();
  ({ get, post } = clientOf(app));
});
afterAll(() => app.close());

describe('a problem', () => {
  it('says what a refusal says', async () => {
    const answer = await get('/kitchen/tea?secret=1');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toEqual({
      type: '/problems/kitchen.out-of-tea',
      title: 'Out of tea',
      status: 409,
      detail: 'There is no tea left: ask for coffee.',
      instance: '/kitchen/tea',
      code: 'kitchen.out-of-tea',
      correlationId: answer.headers['x-correlation-id'],
      details: { left: 0 },
    });
  });

  it('says nothing of what nobody expected', async () => {
    const answer = await get('/kitchen/fire');
    expect(answer.json()).toMatchObject({ status: 500, code: 'http.internal-error' });
    expect(answer.body).not.toContain('10.0.0.7');
  });

  it('says that trying again helps when the database is away', async () => {
    const answer = await get('/kitchen/flood');
    expect(answer.json()).toMatchObject({ status: 503, code: 'http.unavailable' });
    expect(answer.headers['retry-after']).toBe('1');
  });

  it.each<[string, number, string, () => ReturnType<typeof get>]>([
    ['an unknown route', 404, 'http.no-such-route', () => get('/cellar')],
    ['broken JSON', 400, 'http.malformed-json', () => post('/kitchen/orders', '{"email":')],
    ['an empty JSON body', 400, 'http.malformed-json', () => post('/kitchen/orders', '')],
    ['a prototype in JSON', 400, 'http.malformed-json', () => post('/kitchen/orders', '{"__proto__":{"a":1}}')],
    ['a large body', 413, 'http.body-too-large', () => post('/kitchen/orders', { email: 'x'.repeat(300_000) })],
    [
      'a form',
      415,
      'http.unsupported-media-type',
      () => post('/kitchen/orders', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    [
      'plain text',
      415,
      'http.unsupported-media-type',
      () => post('/kitchen/orders', 'a', { 'content-type': 'text/plain' }),
    ],
    ['a broken address', 400, 'http.malformed-request', () => get('/kitchen/%zz')],
    ['a NUL in the path', 422, 'http.invalid-input', () => get('/kitchen/cups/a%00b')],
    ['a NUL in the query', 422, 'http.invalid-input', () => get('/kitchen/list?x=%00')],
    ['a NUL in the body', 422, 'http.invalid-input', () => post('/kitchen/orders', '{"email":"a\\u0000"}')],
    ['half a surrogate', 422, 'http.invalid-input', () => post('/kitchen/orders', '{"email":"a\\ud800"}')],
    ['a deep body', 422, 'http.invalid-input', () => post('/kitchen/orders', '['.repeat(90_000) + ']'.repeat(90_000))],
    ['an array', 422, 'http.invalid-input', () => post('/kitchen/orders', [])],
    ['a text', 422, 'http.invalid-input', () => post('/kitchen/orders', '"text"')],
    ['null', 422, 'http.invalid-input', () => post('/kitchen/orders', 'null')],
    ['a limit of zero', 422, 'http.invalid-input', () => get('/kitchen/list?limit=0')],
    ['a wrong cursor', 400, 'http.malformed-cursor', () => get('/kitchen/list?after=nonsense')],
    ['a wrong If-Match', 400, 'http.malformed-if-match', () => get('/kitchen/cups/1', { 'if-match': '3' })],
    [
      'a wrong Consistency-Token',
      400,
      'http.malformed-consistency-token',
      () => get('/kitchen/list', { 'consistency-token': '?' }),
    ],
    ['no token', 401, 'security.sign-in-required', () => get('/kitchen/menu')],
    ['a wrong token', 401, 'security.invalid-token', () => get('/kitchen/menu', { authorization: 'Bearer x' })],
  ])('answers %s with %i %s', async (_, status, code, send) => {
    const answer = await send();
    expect(answer.json()).toMatchObject({ status, code, correlationId: expect.any(String) });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('names the fields that are wrong', async () => {
    const answer = await post('/kitchen/orders', { email: 'x', lines: [{ quantity: '2' }], admin: true });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([
      { field: 'admin', message: 'property admin should not exist', code: 'unknown-field' },
      { field: 'email', message: 'email must be an email', code: 'is-email' },
      { field: 'lines.0.quantity', message: expect.any(String), code: expect.any(String) },
    ]);
  });

  it('has a type that leads to what it means', async () => {
    const { type } = (await get('/kitchen/tea')).json<{ type: string }>();
    const meaning = { code: 'kitchen.out-of-tea', title: 'Out of tea', status: 409 };
    expect((await get(type)).json()).toEqual({ ...meaning, detail: 'There is no tea left: ask for coffee.' });
    expect((await get('/problems')).json<{ items: object[] }>().items).toContainEqual(expect.objectContaining(meaning));
  });

  it('tells how to sign in', async () => {
    expect((await get('/kitchen/menu')).headers['www-authenticate']).toBe('Bearer');
    const wrong = await get('/kitchen/menu', { authorization: 'Bearer x' });
    expect(wrong.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });
});

describe('the execution', () => {
  const correlation = '0191e2d0-7c1a-7000-8000-000000000001';

  it.each(['GET', 'POST'] as const)('surrounds the handler of a %s', async (method) => {
    const headers = { 'x-correlation-id': correlation, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const answer = await (method === 'GET'
      ? get('/kitchen/execution', headers)
      : post('/kitchen/execution', { a: 1 }, headers));
    expect(answer.headers['x-correlation-id']).toBe(correlation);
    expect(answer.json()).toEqual({
      correlationId: correlation,
      traceparent: expect.stringMatching(/^00-a{32}-(?!b{16})/),
    });
  });

  it('surrounds the handler when the body comes in pieces over a socket', async () => {
    await app.listen(0, '127.0.0.1');
    const body = new ReadableStream({
      async start(pieces) {
        pieces.enqueue(Buffer.from('{"a":'));
        await eventually(() => expect(app.get(Intake).inFlight).toBe(1));
        pieces.enqueue(Buffer.from('1}'));
        pieces.close();
      },
    });
    const headers = { 'content-type': 'application/json', 'x-correlation-id': correlation };
    const answer = await fetch(`${await app.getUrl()}/kitchen/execution`, {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await answer.json()).toMatchObject({ correlationId: correlation });
  });

  it('gets an id of its own when none that counts was sent', async () => {
    const { correlationId } = (await get('/kitchen/execution', { 'x-correlation-id': '<script>' })).json();
    expect(correlationId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('knows the caller', async () => {
    const { accessToken } = await issuer.issue({ id: 'ada', roles: ['staff'] });
    const answer = await get('/kitchen/menu', { authorization: `Bearer ${accessToken}` });
    expect(answer.json()).toEqual({ id: 'ada', roles: ['staff'] });
  });
});

describe('consistency', () => {
  it('hands out receipts', async () =>
    expect((await post('/kitchen/orders', order)).headers['consistency-token']).toBe('kitchen:7'));

  it('lets a request wait for what it has seen', async () => {
    expect((await get('/kitchen/list', { 'consistency-token': 'kitchen:7' })).statusCode).toBe(200);
    const late = await get('/kitchen/list', { 'consistency-token': 'kitchen:99' });
    expect([late.statusCode, late.headers['retry-after']]).toEqual([503, '1']);
  });
});

describe('reading', () => {
  it('goes through pages by their links', async () => {
    const first = await get('/kitchen/list?limit=2');
    expect(first.json()).toEqual({ items: [{ row: 1 }, { row: 2 }], next: expect.any(String) });
    expect(first.headers['link']).toBe(`</kitchen/list?limit=2&after=${first.json().next}>; rel="next"`);
    const second = await get(`/kitchen/list?limit=3&after=${first.json().next}`);
    expect(second.json()).toEqual({ items: [{ row: 3 }, { row: 4 }, { row: 5 }], next: null });
    expect(second.headers['link']).toBeUndefined();
  });

  it('is spared by an ETag', async () => {
    const first = await get('/kitchen/cups/1');
    expect([first.statusCode, first.headers['etag']]).toEqual([200, '"3"']);
    const second = await get('/kitchen/cups/1', { 'if-none-match': 'W/"2", "3"' });
    expect([second.statusCode, second.body]).toEqual([304, '']);
  });

  it('sees the version that is expected', async () => {
    expect((await get('/kitchen/cups/1', { 'if-match': '"7"' })).json()).toEqual({ id: '1', expected: 7 });
    expect((await get('/kitchen/cups/1', { 'if-match': '*' })).json()).toEqual({ id: '1' });
  });
});

describe('health and stopping', () => {
  it('is live and ready', async () => {
    app.get(HealthChecks).add('kettle', () => Promise.resolve());
    expect((await get('/health/live')).statusCode).toBe(200);
    expect((await get('/health/ready')).json()).toEqual({ status: 'ready', checks: { kettle: 'ok' } });
  });

  it('is not ready while a check fails', async () => {
    app.get(HealthChecks).add('kettle', () => Promise.reject(new Error('cold')));
    const answer = await get('/health/ready');
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'not-ready', checks: { kettle: 'failed' } }]);
  });

  it('shows what somebody has to look at, and takes requests all the same', async () => {
    const health = app.get(HealthChecks);
    health.add('kettle', () => Promise.resolve());
    health.add('spoon', () => Promise.reject(new Error('bent')), { isVital: false });
    const answer = await get('/health/ready');
    health.add('spoon', () => Promise.resolve());
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { status: 'ready', checks: { spoon: 'failed' } }]);
  });

  it('is protected by headers and closed to other origins', async () => {
    const { headers } = await get('/health/live', { origin: 'https://evil.example' });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.any(String),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('lets nobody in once it drains', async () => {
    const intake = app.get(Intake);
    expect(intake.inFlight).toBe(0);
    intake.beginDrain();
    const late = await get('/kitchen/list');
    expect(late.json()).toMatchObject({ status: 503, code: 'http.draining' });
    expect(late.headers).toMatchObject({ connection: 'close', 'retry-after': '1' });
    expect((await get('/health/ready')).json()).toMatchObject({ status: 'draining' });
    expect((await get('/health/live')).statusCode).toBe(200);
    expect(await intake.drained(1000)).toBe(true);
  });
});

describe('a server that closes', () => {
  let kitchen: NestFastifyApplication;
  let port: number;
  beforeEach(async () => {
    kitchen = await openKitchen();
    await kitchen.listen(0, '127.0.0.1');
    port = Number(new URL(await kitchen.getUrl()).port);
  });
  const connected = async () => {
    const client = connect(port, '127.0.0.1').on('error', () => {});
    const count = promisify<number>((done) => kitchen.getHttpServer().getConnections(done));
    await eventually(async () => expect(await count()).toBe(1));
    return client;
  };

  it.each(['', 'GET /health/live HTTP/1.1\r\nHost: kitchen\r\n'])(
    'waits for no client who has said but %j',
    async (said) => {
      const client = await connected();
      client.resume().write(said);
      await kitchen.close();
      await eventually(() => expect(client.closed).toBe(true));
    },
  );

  it('finishes the requests at work', async () => {
    const client = await connected();
    const body = JSON.stringify(order);
    const [first, rest] = [body.slice(0, 5), body.slice(5)];
    client.write(
      `POST /kitchen/orders HTTP/1.1\r\nHost: kitchen\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${first}`,
    );
    await eventually(() => expect(kitchen.get(Intake).inFlight).toBe(1));
    const closed = kitchen.close();
    await eventually(() => expect(kitchen.get(Intake).isDraining).toBe(true));
    client.write(rest);
    expect(String(await client.toArray().then((parts) => Buffer.concat(parts as Buffer[])))).toMatch(/^HTTP\/1\.1 20/);
    await closed;
  });
});
