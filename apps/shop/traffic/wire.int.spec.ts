import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutOfReach, Unanswered } from './refusals.js';
import { Tally } from './tally.js';
import { Wire } from './wire.js';

type Reply = (response: ServerResponse) => void;

const answer =
  (status: number, body: object = {}, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const hangUp: Reply = (response) => response.destroy();

let server: Server;
let origin: string;
let replies: Reply[];
let requests: IncomingMessage[];
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    (replies.shift() ?? answer(200))(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  requests = [];
});

async function insist(patience: number, ...given: Reply[]) {
  replies = given;
  const tally = new Tally();
  const wire = new Wire(origin, tally, patience, 1);
  const headers = { 'idempotency-key': 'k' };
  const sent = { kind: 'order', method: 'POST', path: '/orders', body: { lines: [] }, headers } as const;
  try {
    return { ...(await wire.insist(sent)), tally };
  } finally {
    await wire.close();
  }
}

describe('a request', () => {
  it('is repeated with its key until the shop has said what became of it', async () => {
    const atOnce = { 'retry-after': '0' };
    const { status, tally } = await insist(
      10_000,
      hangUp,
      answer(503, { code: 'http.draining' }, atOnce),
      answer(429, { code: 'users.too-many-attempts' }, atOnce),
      answer(409, { code: 'http.request-in-progress' }, atOnce),
      answer(201),
    );
    expect(status).toBe(201);
    expect(requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['k', 'k', 'k', 'k', 'k']);
    expect(Object.fromEntries(tally.repeated)).toEqual({
      UND_ERR_SOCKET: 1,
      '503 http.draining': 1,
      '429 users.too-many-attempts': 1,
      '409 http.request-in-progress': 1,
    });
  });

  it('waits as long as the shop asks for', async () => {
    const begun = performance.now();
    await insist(10_000, answer(503, {}, { 'retry-after': '1' }), answer(201));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1_000);
  });

  it('is not repeated when it is refused', async () => {
    const refused = await insist(10_000, answer(409, { code: 'orders.already-dispatched' }));
    expect([refused.status, requests.length]).toEqual([409, 1]);
  });

  it('is given up when patience ends', async () => {
    await expect(insist(0, answer(500, { code: 'http.internal-error' }))).rejects.toThrow(
      new Unanswered('POST /orders: 500 http.internal-error'),
    );
  });
});

it('says so when no shop is there, or what is there is none', async () => {
  const nobody = new Wire('http://127.0.0.1:1', new Tally(), 10_000, 1);
  await expect(nobody.reach()).rejects.toThrow(OutOfReach);
  await expect(nobody.reach()).rejects.toThrow('No shop can be reached at http://127.0.0.1:1 (ECONNREFUSED).');
  await nobody.close();
  replies = [answer(404)];
  const stranger = new Wire(origin, new Tally(), 10_000, 1);
  await expect(stranger.reach()).rejects.toThrow(`What answers at ${origin} is no shop that is open.`);
  await stranger.close();
});
