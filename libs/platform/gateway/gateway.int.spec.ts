import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { Intake } from '#platform/http';
import { InternalTokenIssuer, newInternalKey } from '#platform/security';
import { eventually } from '#test/eventually';
import {
  AccountsController,
  ChosenAddresses,
  crash,
  done,
  gatewayKey,
  issuer,
  KitchenController,
  openGateway,
  openProcess,
  type RunningContext,
} from './gateway.examples.js';

const contexts = ['accounts', 'kitchen'];
const addresses = new ChosenAddresses();
let accounts: RunningContext;
let kitchen: RunningContext;
let gateway: RunningContext;

beforeAll(async () => {
  accounts = await openProcess('accounts', AccountsController);
  kitchen = await openProcess('kitchen', KitchenController);
  addresses.set('accounts', accounts.origin);
  addresses.set('kitchen', kitchen.origin);
  gateway = await openGateway(contexts, addresses);
});
afterEach(() => addresses.set('kitchen', kitchen.origin));
afterAll(() => Promise.all([gateway, accounts, kitchen].map(({ app }) => app.close())));

type Asked = { method?: string; headers?: Record<string, string>; body?: string };
const ask = (path: string, init: Asked = {}) => fetch(`${gateway.origin}${path}`, init);
const json = async (path: string, init: Asked = {}) => (await (await ask(path, init)).json()) as Record<string, never>;
const bearerOf = async (...roles: string[]) => ({
  authorization: `Bearer ${(await issuer.issue({ id: 'ada', roles })).accessToken}`,
});
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('a request', () => {
  const correlationId = '01990000-0000-7000-8000-000000000009';

  it('goes to the context that serves its route, with what follows it', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const headers = {
      'x-correlation-id': correlationId,
      traceparent,
      'consistency-token': 'other:1',
      ...(await bearerOf('customer')),
    };
    const answer = await ask('/kitchen/caller', { headers });
    expect(answer.headers.get('x-correlation-id')).toBe(correlationId);
    expect(await answer.json()).toMatchObject({
      correlationId,
      traceparent: expect.stringMatching(/^00-a{32}-(?!b{16})/),
      principal: { id: 'ada', roles: ['customer'] },
      headers: { 'consistency-token': 'other:1' },
      ip: '127.0.0.1',
    });
  });

  it('carries its body', async () => {
    const answer = await post('/kitchen/tea', '{"milk":true}');
    expect([answer.status, await answer.json()]).toMatchObject([201, { body: { milk: true } }]);
  });

  it('is answered as it comes, event by event', async () => {
    const answer = await ask('/kitchen/updates', { headers: { accept: 'text/event-stream' } });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const pieces: string[] = [];
    const text = new TextDecoder();
    for await (const piece of answer.body!) pieces.push(text.decode(piece));
    expect(pieces.filter((piece) => piece.includes('data: '))).toHaveLength(3);
  });

  it('of an operator for the contexts there are is answered by the gateway itself', async () => {
    const answer = await ask('/contexts', { headers: await bearerOf('operator') });
    expect(await answer.json()).toEqual({ items: [{ name: 'accounts' }, { name: 'kitchen' }] });
    expect((await ask('/contexts', { headers: await bearerOf('customer') })).status).toBe(403);
  });

  it('for the head alone gets it', async () => {
    const answer = await ask('/kitchen/where', { method: 'HEAD' });
    expect([answer.status, Number(answer.headers.get('content-length')) > 0, await answer.text()]).toEqual([
      200,
      true,
      '',
    ]);
  });
});

describe('answers as one process does:', () => {
  it.each<[string, number, string, () => Promise<Response>]>([
    ['an unknown route', 404, 'http.no-such-route', () => ask('/cellar')],
    ['another method', 404, 'http.no-such-route', () => ask('/kitchen/menu', { method: 'DELETE' })],
    [
      'what only processes may see',
      404,
      'http.no-such-route',
      async () => ask('/internal/nothing', { headers: await bearerOf('service') }),
    ],
    ['a broken address', 400, 'http.malformed-request', () => ask('/kitchen/%zz')],
    ['broken JSON', 400, 'http.malformed-json', () => post('/kitchen/tea', '{"milk":')],
    [
      'a large body',
      413,
      'http.body-too-large',
      () => post('/kitchen/tea', JSON.stringify({ text: 'x'.repeat(300_000) })),
    ],
    [
      'plain text',
      415,
      'http.unsupported-media-type',
      () => post('/kitchen/tea', 'milk', { 'content-type': 'text/plain' }),
    ],
    ['no token', 401, 'security.sign-in-required', () => ask('/kitchen/menu')],
    [
      'a bad token',
      401,
      'security.invalid-token',
      () => ask('/kitchen/menu', { headers: { authorization: 'Bearer x' } }),
    ],
    [
      'a bad token where none is needed',
      401,
      'security.invalid-token',
      () => ask('/kitchen/caller', { headers: { authorization: 'Bearer x' } }),
    ],
    [
      'the wrong role',
      403,
      'security.not-allowed',
      async () => ask('/kitchen/menu', { headers: await bearerOf('customer') }),
    ],
  ])('%s', async (_, status, code, send) => {
    const answer = await send();
    expect(await answer.json()).toMatchObject({ status, code, correlationId: expect.any(String) });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('a bad token where tokens are not looked at', async () => {
    const answer = await post('/sessions', '{}', { authorization: 'Bearer expired' });
    expect([answer.status, await answer.json()]).toEqual([201, { caller: null }]);
  });

  it('health', async () => {
    expect(await json('/health/live')).toEqual({ status: 'live' });
    expect(await json('/health/ready')).toMatchObject({ status: 'ready' });
  });

  it('what the problems of every context mean', async () => {
    expect(await json('/problems/security.internal-token-required')).toMatchObject({ status: 401 });
  });

  it('without a word of who is behind it', async () => {
    const { headers } = await ask('/kitchen/where');
    expect(
      ['server', 'x-powered-by', 'via', 'keep-alive'].filter((name) => headers.has(name) && name !== 'keep-alive'),
    ).toEqual([]);
  });
});

describe('who asks', () => {
  const forged = {
    'internal-authorization': 'Bearer forged',
    'x-user-id': 'boss',
    'x-user': 'boss',
    'x-roles': 'staff',
    'x-authenticated-user': 'boss',
    'x-forwarded-for': '10.9.9.9',
    forwarded: 'for=10.9.9.9',
    'x-real-ip': '10.9.9.9',
  };

  it('is said by the gateway, whatever else says so', async () => {
    const seen = await json('/kitchen/caller', { headers: forged });
    expect(seen).toMatchObject({ ip: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(seen['principal']).toBeUndefined();
    const names = Object.keys(seen['headers']!);
    expect(Object.keys(forged).filter((name) => name !== 'x-forwarded-for' && names.includes(name))).toEqual([]);
    expect((await ask('/kitchen/menu', { headers: forged })).status).toBe(401);
  });

  it('is not believed to be a process of the system', async () => {
    const seen = await json('/kitchen/caller', { headers: await bearerOf('customer', 'service') });
    expect(seen['principal']).toEqual({ id: 'ada', roles: ['customer'] });
  });

  it.each<[string, () => Promise<Record<string, string>>]>([
    ['nobody’s word', () => Promise.resolve({})],
    ['an access token', () => bearerOf('staff')],
    ['identity headers', () => Promise.resolve(forged)],
    [
      'a foreign key that bears the gateway’s name',
      async () => staffBy((await newInternalKey('gateway')).privateKey, 'kitchen'),
    ],
    ['a token for another context', () => staffBy(gatewayKey.privateKey, 'accounts')],
  ])('is unknown to a context that is asked directly, with %s', async (_, make) => {
    const answer = await fetch(`${kitchen.origin}/kitchen/menu`, { headers: await make() });
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'security.internal-token-required' }]);
  });

  it('is known to a context that is asked directly by the gateway’s word', async () => {
    const headers = await staffBy(gatewayKey.privateKey, 'kitchen');
    expect((await fetch(`${kitchen.origin}/kitchen/menu`, { headers })).status).toBe(200);
  });

  it('does not matter to health checks', async () => {
    expect((await fetch(`${kitchen.origin}/health/ready`)).status).toBe(200);
  });

  const staffBy = (key: typeof gatewayKey.privateKey, audience: string) =>
    new InternalTokenIssuer(key).headers(audience, { principal: { id: 'boss', roles: ['staff'] } });
});

describe('instances', () => {
  const whereabouts = async (times: number) => {
    done.asked.splice(0);
    await Promise.all(Array.from({ length: times }, () => ask('/kitchen/where')));
    return new Set(done.asked);
  };

  it('share the load', async () => {
    const second = await openProcess('kitchen', KitchenController);
    addresses.set('kitchen', kitchen.origin, second.origin);
    await eventually(async () => expect(await whereabouts(10)).toEqual(new Set([kitchen.origin, second.origin])), {
      within: 2_000,
    });
    await second.app.close();
  });

  it('that come where one was expected get traffic within two seconds', async () => {
    const first = await openProcess('kitchen', KitchenController);
    const port = Number(new URL(first.origin).port);
    addresses.set('kitchen', kitchen.origin, first.origin);
    await crash(first);
    expect(await whereabouts(4)).toEqual(new Set([kitchen.origin]));
    const again = await openProcess('kitchen', KitchenController, { port });
    await eventually(async () => expect(await whereabouts(4)).toContain(first.origin), { within: 2_000 });
    await again.app.close();
  });

  it('that crash cost no request that can be repeated', async () => {
    const second = await openProcess('kitchen', KitchenController);
    addresses.set('kitchen', kitchen.origin, second.origin);
    await eventually(async () => expect(await whereabouts(8)).toContain(second.origin));
    const statuses: number[] = [];
    const callers = Array.from({ length: 10 }, async () => {
      for (let turn = 0; turn < 6; turn++) {
        statuses.push((await ask('/kitchen/slow/40')).status);
        if (statuses.length === 20) void crash(second);
      }
    });
    await Promise.all(callers);
    expect(statuses).toEqual(Array(60).fill(200));
    expect(await whereabouts(4)).toEqual(new Set([kitchen.origin]));
  });

  it('that stop get nothing new, and nothing fails', async () => {
    const second = await openProcess('kitchen', KitchenController);
    addresses.set('kitchen', kitchen.origin, second.origin);
    await eventually(async () => expect(await whereabouts(8)).toContain(second.origin));
    second.app.get(Intake).beginDrain();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/kitchen/tea', '{}')));
    expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([]);
    await second.app.close();
  });

  it('that are all gone leave an honest answer', async () => {
    addresses.set('kitchen', 'http://127.0.0.1:1');
    const answer = await ask('/kitchen/where');
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toMatchObject([
      503,
      '1',
      { code: 'gateway.context-unavailable' },
    ]);
    expect((await post('/sessions', '{}')).status).toBe(201);
  });
});

describe('an answer that is cut off', () => {
  /** Stands before the kitchen and breaks the first connections on which a tea is answered. */
  const before = (target: string, cuts: number): Promise<Server> =>
    new Promise((listening) => {
      const server = createServer((client) => {
        const { hostname, port } = new URL(target);
        const wire = connect(Number(port), hostname);
        let isTea = false;
        client.on('data', (chunk) => (isTea ||= chunk.includes('POST /kitchen/tea')));
        client.pipe(wire).on('error', () => client.destroy());
        wire.on('data', (chunk) => {
          const isCut = isTea && cuts-- > 0;
          client.write(isCut ? chunk.subarray(0, chunk.length - 5) : chunk);
          if (isCut) client.destroy();
        });
        wire.on('close', () => client.destroy());
        client.on('error', () => wire.destroy());
      });
      server.listen(0, '127.0.0.1', () => listening(server));
    });

  it('is asked for again with an Idempotency-Key, and made once', async () => {
    const wire = await before(kitchen.origin, 1);
    addresses.set('kitchen', `http://127.0.0.1:${(wire.address() as { port: number }).port}`);
    await eventually(async () => expect((await ask('/kitchen/where')).status).toBe(200));
    const brewed = done.brewed;
    const answer = await post('/kitchen/tea', '{}', { 'idempotency-key': randomUUID() });
    expect([answer.status, await answer.json()]).toMatchObject([201, { number: brewed + 1 }]);
    expect(done.brewed).toBe(brewed + 1);
    wire.close();
  });

  it('is not asked for again without one', async () => {
    const wire = await before(kitchen.origin, 1);
    addresses.set('kitchen', `http://127.0.0.1:${(wire.address() as { port: number }).port}`);
    await eventually(async () => expect((await ask('/kitchen/where')).status).toBe(200));
    const brewed = done.brewed;
    const reading = post('/kitchen/tea', '{}').then((answer) => answer.text().then(() => answer.status));
    const outcome = await reading.catch(() => 'cut off');
    expect(['cut off', 502]).toContain(outcome);
    expect(done.brewed).toBe(brewed + 1);
    wire.close();
  });
});

describe('too much', () => {
  it('is turned away', async () => {
    process.env['GATEWAY_IN_FLIGHT_PER_CONTEXT'] = '3';
    try {
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask('/kitchen/slow/1500')));
      const refused = answers.filter(({ status }) => status === 503);
      expect(refused).toHaveLength(7);
      expect([refused[0]!.headers.get('retry-after'), await refused[0]!.json()]).toMatchObject([
        '1',
        { code: 'gateway.overloaded' },
      ]);
    } finally {
      delete process.env['GATEWAY_IN_FLIGHT_PER_CONTEXT'];
    }
  });

  it('silence opens the circuit, and an answer closes it', async () => {
    process.env['GATEWAY_ANSWER_TIMEOUT'] = '100ms';
    try {
      const patient = await Promise.all(Array.from({ length: 300 }, () => ask('/kitchen/slow/3000')));
      expect(new Set(patient.map(({ status }) => status))).toEqual(new Set([504]));
      const refused = await ask('/kitchen/where');
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'gateway.context-unavailable' }]);
      expect((await post('/sessions', '{}')).status).toBe(201);
      await eventually(async () => expect((await ask('/kitchen/where')).status).toBe(200), { within: 3_000 });
    } finally {
      delete process.env['GATEWAY_ANSWER_TIMEOUT'];
    }
  });
});
