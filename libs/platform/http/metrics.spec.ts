import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { clientOf, openKitchen } from './http.examples.js';
import { Intake } from './index.js';

const token = 'for the one who watches';
let app: NestFastifyApplication;
let get: ReturnType<typeof clientOf>['get'];

beforeEach(async () => {
  app = await openKitchen();
  ({ get } = clientOf(app));
});
afterEach(() => app.close());
afterEach(() => {
  for (const name of ['NODE_ENV', 'METRICS_TOKEN', 'INTERNAL_PUBLIC_KEYS']) delete process.env[name];
});

describe('what a process tells Prometheus', () => {
  it('is in its text format', async () => {
    const answer = await get('/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.body).toContain('# TYPE tearline_http_request_duration_seconds histogram');
    expect(answer.body).toMatch(/^tearline_http_requests_in_flight 1$/m);
  });

  it('counts requests by route template, never by address', async () => {
    await get('/kitchen/cups/blue-mug');
    await get('/cellar/blue-mug');
    const { body } = await get('/metrics');
    const count = 'tearline_http_request_duration_seconds_count';
    expect(body).toContain(`${count}{method="GET",route="/kitchen/cups/:id",status="2xx"} 1`);
    expect(body).toContain(`${count}{method="GET",route="none",status="4xx"} 1`);
    expect(body).not.toContain('blue-mug');
  });

  it('counts what it turns away while it stops, and still answers', async () => {
    app.get(Intake).beginDrain();
    expect((await get('/kitchen/tea')).statusCode).toBe(503);
    const { statusCode, body } = await get('/metrics');
    expect(statusCode).toBe(200);
    expect(body).toContain('tearline_http_requests_refused_total{reason="draining"} 1');
  });
});

describe('who may read it', () => {
  const statusFor = async (authorization?: string) =>
    (await get('/metrics', authorization === undefined ? {} : { authorization })).statusCode;

  it('is anyone where somebody tries it out', async () => {
    expect(await statusFor()).toBe(200);
  });

  it('is nobody in production while no token is set', async () => {
    process.env['NODE_ENV'] = 'production';
    expect(await statusFor()).toBe(404);
    expect(await statusFor(`Bearer ${token}`)).toBe(404);
  });

  it('is whoever shows the token that is set', async () => {
    process.env['NODE_ENV'] = 'production';
    process.env['METRICS_TOKEN'] = token.replaceAll(' ', '-');
    expect(await statusFor()).toBe(401);
    expect(await statusFor('Bearer another-one-altogether')).toBe(401);
    expect(await statusFor(`Bearer ${token.replaceAll(' ', '-')}`)).toBe(200);
  });

  it('is anyone who reaches a process behind a gateway', async () => {
    process.env['NODE_ENV'] = 'production';
    process.env['INTERNAL_PUBLIC_KEYS'] = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'a', x: 'x' }] });
    expect(await statusFor()).toBe(200);
  });
});
