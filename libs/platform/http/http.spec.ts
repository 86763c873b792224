import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsEmail, IsInt, Min, ValidateNested } from 'class-validator';
import type { InjectOptions } from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { type Consistency, type Position, refusal } from '#platform/core';
import { currentExecution, type Principal } from '#platform/execution';
import { Caller, Public, Roles, TokenIssuer, TokenKeys } from '#platform/security';
import {
  Answer,
  ConsistencyGate,
  ControllerContexts,
  createHttpApplication,
  decodeCursor,
  type HttpAnswer,
} from './index.js';
import {
  HealthChecks,
  HttpModule,
  IdempotencyStores,
  IfMatch,
  Intake,
  NotYetConsistent,
  page,
  PageQuery,
} from './index.js';
import { RerunOnRepeat } from './index.js';
import { MemoryIdempotencyStore } from './idempotency/memory-idempotency-store.js';

class OutOfTea extends refusal('kitchen.out-of-tea', 'conflict', 'There is no tea left: ask for coffee.') {}

class LineDto {
  @IsInt() @Min(1) quantity!: number;
}
class OrderDto {
  @IsEmail() email!: string;
  @ValidateNested({ each: true }) @Type(() => LineDto) lines!: LineDto[];
}

let brewed = 0;
let failures = 0;

@Controller('kitchen')
@Public()
class KitchenController {
  @Get('execution') execution() {
    const { receipts: _, ...execution } = currentExecution()!;
    return execution;
  }

  @Post('execution') async executionOfBody(@Body() _: Record<string, unknown>) {
    await new Promise(setImmediate);
    return this.execution();
  }

  @Get('tea') tea() {
    throw new OutOfTea({ left: 0 });
  }

  @Get('fire') fire() {
    throw new Error('the gas main is at 10.0.0.7');
  }

  @Post('orders') order(@Body() order: OrderDto, @Answer() answer: HttpAnswer) {
    brewed++;
    currentExecution()!.receipts.push({ context: 'kitchen', position: 7 as Position, version: 1 });
    answer.location('/kitchen/orders/1');
    return { email: order.email, isDto: order instanceof OrderDto, command: currentExecution()!.commandId, brewed };
  }

  @Post('flaky') flaky() {
    failures++;
    if (failures === 1) throw new Error('once');
    return { command: currentExecution()!.commandId };
  }

  @Post('sessions') @RerunOnRepeat() session() {
    return { number: ++brewed };
  }

  @Get('menu') @Roles('staff') menu(@Caller() caller: Principal) {
    return caller;
  }

  @Get('list') list(@Query() { limit, after }: PageQuery) {
    const from = after === undefined ? 0 : decodeCursor(after, z.int());
    const rows = [1, 2, 3, 4, 5].filter((row) => row > from).slice(0, limit + 1);
    return page(rows, limit, (row) => row).map((row) => ({ row }));
  }

  @Get('cups/:id') cup(@Param('id') id: string, @IfMatch() expected: number | undefined, @Answer() answer: HttpAnswer) {
    answer.version(3);
    return { id, expected };
  }

  @Post('nothing') @HttpCode(204) nothing() {}
}

const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
const issuer = new TokenIssuer({ ...(await exportJWK(privateKey)), kid: 'k1' });
const keys: TokenKeys = { fetch: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] }) };

class Gate extends ConsistencyGate {
  waitFor(consistency: Consistency, context: string): Promise<void> {
    return consistency.get(context) === 99 ? Promise.reject(new NotYetConsistent()) : Promise.resolve();
  }
}
const providers = [
  { provide: TokenKeys, useValue: keys },
  { provide: ConsistencyGate, useClass: Gate },
];

@Module({ imports: [HttpModule.forRoot({ providers })], controllers: [KitchenController] })
class KitchenModule {}

let app: NestFastifyApplication;

beforeAll(async () => {
  process.env['LOG_LEVEL'] = 'silent';
  app = await createHttpApplication(KitchenModule);
  app.get(ControllerContexts).set(KitchenController, 'kitchen');
  app.get(IdempotencyStores).set('kitchen', new MemoryIdempotencyStore());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

const ask = (method: 'GET' | 'POST', url: string, more: InjectOptions = {}) => app.inject({ method, url, ...more });
const get = (url: string, headers: Record<string, string> = {}) => ask('GET', url, { headers });
const post = (url: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  ask('POST', url, {
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
const order = { email: 'ada@shop.local', lines: [{ quantity: 1 }] };

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
    const answer = await ask(method, '/kitchen/execution', {
      headers,
      ...(method === 'POST' && { payload: { a: 1 } }),
    });
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
        await new Promise((resolve) => setTimeout(resolve, 30));
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
    });
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

describe('an idempotency key', () => {
  it('makes a repeat get the first answer, however it is written', async () => {
    const first = await post('/kitchen/orders', order, { 'idempotency-key': '"key-1"' });
    const { lines, email } = order;
    const second = await post('/kitchen/orders', { lines, email }, { 'idempotency-key': 'key-1' });
    expect(first.json()).toMatchObject({ isDto: true, command: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      location: '/kitchen/orders/1',
      'consistency-token': 'kitchen:7',
      'content-type': first.headers['content-type'],
    });
  });

  it('is refused for another body', async () => {
    await post('/kitchen/orders', order, { 'idempotency-key': 'key-2' });
    const other = await post('/kitchen/orders', { ...order, email: 'eve@shop.local' }, { 'idempotency-key': 'key-2' });
    expect(other.json()).toMatchObject({ status: 422, code: 'http.idempotency-key-reused' });
  });

  it('keeps refusals too', async () => {
    await post('/kitchen/orders', {}, { 'idempotency-key': 'key-3' });
    const again = await post('/kitchen/orders', {}, { 'idempotency-key': 'key-3' });
    expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([422, 'true']);
    expect(again.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it('lets a request that failed run again, as the same command', async () => {
    const failed = await post('/kitchen/flaky', {}, { 'idempotency-key': 'key-4' });
    const again = await post('/kitchen/flaky', {}, { 'idempotency-key': 'key-4' });
    expect([failed.statusCode, again.statusCode]).toEqual([500, 201]);
    expect(again.json().command).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('keeps an empty answer', async () => {
    await post('/kitchen/nothing', {}, { 'idempotency-key': 'key-5' });
    const again = await post('/kitchen/nothing', {}, { 'idempotency-key': 'key-5' });
    expect([again.statusCode, again.body]).toEqual([204, '']);
  });

  it('does not keep what must not be kept', async () => {
    const [first, second] = [
      await post('/kitchen/sessions', {}, { 'idempotency-key': 'key-6' }),
      await post('/kitchen/sessions', {}, { 'idempotency-key': 'key-6' }),
    ];
    expect(second.json().number).toBe(first.json().number + 1);
    expect((await post('/kitchen/sessions', { other: 1 }, { 'idempotency-key': 'key-6' })).statusCode).toBe(422);
  });

  it.each(['""', '"a b"', 'a b', 'ü', 'x'.repeat(256), '"open'])('is refused when it reads %s', async (key) => {
    const { status, code } = (await post('/kitchen/orders', order, { 'idempotency-key': key })).json();
    expect({ status, code }).toEqual({ status: 400, code: 'http.malformed-idempotency-key' });
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
