import {
  AccountsController,
  ChosenAddresses,
  KitchenController,
  openGateway,
  openProcess,
  type RunningContext,
} from './gateway.examples.js';

const addresses = new ChosenAddresses();
let accounts: RunningContext;
let kitchen: RunningContext;
let gateway: RunningContext;

beforeAll(async () => {
  accounts = await openProcess('accounts', AccountsController);
  kitchen = await openProcess('kitchen', KitchenController);
  addresses.set('accounts', accounts.origin);
  addresses.set('kitchen', kitchen.origin, 'http://127.0.0.1:9');
  gateway = await openGateway(['accounts', 'kitchen'], addresses);
});
afterAll(() => Promise.all([gateway, accounts, kitchen].map(({ app }) => app.close())));

const metricsOf = async ({ origin }: RunningContext) => (await fetch(`${origin}/metrics`)).text();

it('tells which instances of each context answer', async () => {
  const text = await metricsOf(gateway);
  expect(text).toContain('tearline_gateway_instances{context="kitchen",state="ready"} 1');
  expect(text).toContain('tearline_gateway_instances{context="kitchen",state="away"} 1');
  expect(text).toContain('tearline_gateway_circuit_open{context="kitchen"} 0');
});

it('counts what it passes on by the route of the context and by the outcome', async () => {
  await fetch(`${gateway.origin}/kitchen/caller?table=by-the-window`);
  const text = await metricsOf(gateway);
  expect(text).toMatch(/^tearline_gateway_attempt_duration_seconds_count\{context="kitchen",outcome="2xx"\} 1$/m);
  expect(text).toMatch(
    /tearline_http_request_duration_seconds_count\{method="GET",route="\/kitchen\/caller",status="2xx"\}/,
  );
  expect(text).not.toContain('by-the-window');
});

it('shows nobody outside the metrics of a context, though the context shows them to whoever reaches it', async () => {
  expect(await metricsOf(gateway)).toContain('tearline_gateway_instances');
  const { status } = await fetch(`${gateway.origin}/kitchen/metrics`);
  expect(status).toBe(404);
  expect((await fetch(`${kitchen.origin}/metrics`)).status).toBe(200);
  expect((await fetch(`${kitchen.origin}/kitchen/caller`)).status).toBe(401);
});
