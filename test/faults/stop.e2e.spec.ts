import { type Caller, expectProblem } from '../drivers/caller.js';
import { NothingSeen } from '../drivers/seen.js';
import { newAccount } from '../drivers/shop-under-test.js';
import { createTestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { KillableShop } from './killable-shop.js';
import { SlowRequest } from './slow-request.js';

const patience = 10_000;

let running: KillableShop;

beforeEach(async () => {
  running = await KillableShop.start((await createTestDatabase()).url);
});
afterEach(() => running.end());

/** Asks the process to stop; resolves with its exit code, and with how long it took in milliseconds. */
async function stopped() {
  const askedAt = performance.now();
  running.process.kill('SIGTERM');
  const { code } = await running.process.exited;
  return { code, took: performance.now() - askedAt };
}

const isTurnedAway = (caller: Caller) =>
  eventually(async () => expectProblem(await caller.get('/products'), 503, 'http.draining'));

it('finishes what is in flight, turns the rest away and says that it is draining', async () => {
  const account = newAccount();
  const request = await SlowRequest.begin(`${running.origin}/users`, account);
  const stopping = stopped();
  const visitor = running.shop.visitor(new NothingSeen());
  await isTurnedAway(visitor);
  expect(await visitor.get('/health/ready')).toMatchObject({ status: 503, body: { status: 'draining' } });
  expect(await visitor.get('/health/live')).toMatchObject({ status: 200 });

  expect(await request.finish()).toMatchObject({ status: 201 });
  const { code, took } = await stopping;
  expect(code).toBe(0);
  expect(took).toBeLessThan(patience);
  await running.startAgain();
  await running.shop.signIn(account);
});

it('does not wait for ever for a request that never ends', async () => {
  await SlowRequest.begin(`${running.origin}/users`, newAccount());
  expect((await stopped()).took).toBeLessThan(patience);
});
