import { eventually } from '#test/eventually';
import {
  AccountsController,
  ChosenAddresses,
  issuer,
  KitchenController,
  KitchenResolver,
  openGateway,
  openProcess,
  type RunningContext,
} from './gateway.examples.js';

const addresses = new ChosenAddresses();
let running: readonly RunningContext[];
let gateway: RunningContext;

beforeAll(async () => {
  const accounts = await openProcess('accounts', AccountsController);
  const kitchen = await openProcess('kitchen', KitchenController, { resolvers: [KitchenResolver] });
  addresses.set('accounts', accounts.origin);
  addresses.set('kitchen', kitchen.origin);
  gateway = await openGateway(['accounts', 'kitchen'], addresses);
  running = [gateway, accounts, kitchen];
});
afterAll(() => Promise.all(running.map(({ app }) => app.close())));

type Streaming = (headers: Record<string, string>, signal?: AbortSignal) => Promise<Response>;
const accept = 'text/event-stream';
const dishes: Streaming = (headers, signal) =>
  fetch(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query: 'subscription { dishes }' }),
    ...(signal && { signal }),
  });
const clock: Streaming = (headers, signal) =>
  fetch(`${gateway.origin}/kitchen/clock`, { headers: { accept, ...headers }, ...(signal && { signal }) });

const tokenOf = async (id: string) => ({
  authorization: `Bearer ${(await issuer.issue({ id, roles: [] })).accessToken}`,
});

describe.each([
  [
    'a subscription',
    dishes,
    'soup',
    /event: next\ndata: .*"code":"security.token-expired".*\n\nevent: complete\ndata:\n\n$/,
  ],
  ['an event stream', clock, 'number', /event: error\nid: .*\ndata: .*"code":"security.token-expired".*\n\n$/],
])('%s through the gateway', (_, stream, seen, last) => {
  it('ends with the token of who asked, and says so', async () => {
    process.env['TOKEN_LIFE'] = '2s';
    const answer = await stream(await tokenOf('ida')).finally(() => delete process.env['TOKEN_LIFE']);
    const events = await answer.text();
    expect(events).toContain(seen);
    expect(events).toMatch(last);
  });

  it('ends when the gateway stops', async () => {
    const lasting = gateway;
    gateway = await openGateway(['accounts', 'kitchen'], addresses);
    try {
      const events = await stream({});
      const text = events.text();
      await gateway.app.close();
      await text;
    } finally {
      gateway = lasting;
    }
  });

  it('is one of a limited number for each client', async () => {
    process.env['HTTP_STREAMS_PER_CLIENT'] = '2';
    const hangUp = new AbortController();
    try {
      const [ida, eve] = [await tokenOf('ida'), await tokenOf('eve')];
      const statuses = [(await stream(ida, hangUp.signal)).status, (await stream(ida, hangUp.signal)).status];
      const further = await stream(ida);
      expect([...statuses, further.status]).toEqual([200, 200, 429]);
      expect(await further.text()).toContain('http.too-many-streams');
      expect((await stream(eve, hangUp.signal)).status).toBe(200);
      hangUp.abort();
      const last = new AbortController();
      await eventually(async () => expect((await stream(ida, last.signal)).status).toBe(200)).finally(() =>
        last.abort(),
      );
    } finally {
      hangUp.abort();
      delete process.env['HTTP_STREAMS_PER_CLIENT'];
    }
  });
});
