import { type Answer, expectProblem } from '../../drivers/caller.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';

export function describeProblems(shop: () => ShopUnderTest): void {
  const send = (body: string, contentType = 'application/json'): Promise<Answer> =>
    shop().visitor().ask('POST', '/users', body, { 'content-type': contentType });

  it('say what happened, in a shape that programs can rely on', async () => {
    const answer = await shop().visitor().get('/products/no-such-thing?and=this');
    const problem = expectProblem(answer, 404, 'catalog.product-not-found');
    expect(problem).toEqual({
      type: '/problems/catalog.product-not-found',
      title: 'Product not found',
      status: 404,
      detail: 'There is no such product.',
      instance: '/products/no-such-thing',
      code: 'catalog.product-not-found',
      correlationId: answer.headers.get('x-correlation-id'),
    });
  });

  it('bear the correlation id that the caller gave', async () => {
    const correlationId = '01990000-0000-7000-8000-000000000009';
    const answer = await shop().visitor().get('/nowhere', { 'x-correlation-id': correlationId });
    expect(answer.body).toMatchObject({ correlationId });
  });

  it('are the answer where there is nothing', async () => {
    expectProblem(await shop().visitor().get('/no/such/route'), 404, 'http.no-such-route');
    expectProblem(await shop().visitor().delete('/users'), 404, 'http.no-such-route');
  });

  it('are the answer to what cannot be read', async () => {
    expectProblem(await send('{"email":'), 400, 'http.malformed-json');
    expectProblem(await send('email=ada', 'text/plain'), 415, 'http.unsupported-media-type');
    expectProblem(await send('{"__proto__":{"roles":["staff"]}}'), 400, 'http.malformed-json');
    expectProblem(await send(JSON.stringify({ name: 'x'.repeat(1_000_000) })), 413, 'http.body-too-large');
  });
}
