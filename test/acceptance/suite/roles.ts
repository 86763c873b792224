import { randomUUID } from 'node:crypto';
import { Caller, expectProblem } from '../../drivers/caller.js';
import { Seen } from '../../drivers/seen.js';
import type { ShopUnderTest } from '../../drivers/shop-under-test.js';
import { aProduct } from '../../drivers/staff.js';

const someId = randomUUID();

type Request = readonly [method: string, path: string, body?: object];

const forStaff: readonly Request[] = [
  ['POST', '/products', aProduct()],
  ['PATCH', '/products/mug', { title: 'Cup' }],
  ['PUT', '/products/mug/listing'],
  ['DELETE', '/products/mug/listing'],
  ['POST', '/products/mug/stock', { change: 1, reason: 'found' }],
  ['POST', `/payments/${someId}/refunds`, { reason: 'broken' }],
  ['POST', `/shipments/${someId}/dispatch`, { carrier: 'DHL', trackingNumber: 'T-1' }],
  ['POST', `/shipments/${someId}/delivery`],
  ['POST', `/shipments/${someId}/parcels/1/delivery`],
  ['POST', `/shipments/${someId}/parcels/1/returns`, { reason: 'broken' }],
  ['GET', '/analytics/revenue'],
  ['GET', '/analytics/products'],
  ['GET', '/analytics/funnel'],
  ['GET', '/analytics/live'],
];

const forWhoeverIsSignedIn: readonly Request[] = [
  ['GET', '/users/me'],
  ['PATCH', '/users/me', { name: 'Ada' }],
  ['POST', '/orders', {}],
  ['GET', '/orders'],
  ['GET', `/orders/${someId}`],
  ['GET', `/orders/${someId}/updates`],
  ['POST', `/orders/${someId}/cancellation`],
  ['POST', `/orders/${someId}/payments`, { token: 'tok_ok' }],
  ['GET', '/payments'],
  ['GET', '/shipments'],
];

export function describeRoles(shop: () => ShopUnderTest): void {
  const ask = (caller: Caller, [method, path, body]: Request) => caller.ask(method, path, body && JSON.stringify(body));

  it('asks strangers to sign in', async () => {
    const answers = [...forStaff, ...forWhoeverIsSignedIn].map((request) => ask(shop().visitor(), request));
    for (const answer of await Promise.all(answers)) expectProblem(answer, 401, 'security.sign-in-required');
  });

  it('refuses customers what is for staff', async () => {
    const shopper = await shop().shopper();
    const answers = await Promise.all(forStaff.map((request) => ask(shopper, request)));
    for (const answer of answers) expectProblem(answer, 403, 'security.not-allowed');
  });

  it('does not believe a token that it did not sign', async () => {
    const [header, claims] = (await shop().signIn(await registered())).split('.');
    const forged = new Caller(shop().origin, new Seen(), `${header}.${claims}.${'A'.repeat(86)}`);
    expectProblem(await forged.get('/users/me'), 401, 'security.invalid-token');
  });

  const registered = async () => {
    const account = { email: `eve.${randomUUID()}@example.org`, password: 'eight little teapots', name: 'Eve' };
    await shop().visitor().post('/users', account);
    return account;
  };
}
