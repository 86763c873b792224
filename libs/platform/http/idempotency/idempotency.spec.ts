import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { clientOf, openKitchen, order } from '../http.examples.js';

let app: NestFastifyApplication;
let post: ReturnType<typeof clientOf>['post'];

beforeAll(async () => {
  app = await openKitchen();
  ({ post } = clientOf(app));
});
afterAll(() => app.close());

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
