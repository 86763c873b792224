import { createTestDatabase } from '../support/database.js';
import { admin, startMonolith } from '../drivers/monolith.js';
import { tearline } from '../drivers/tearline.js';
import { ShopUnderTest } from '../drivers/shop-under-test.js';
import { describeShop } from './suite/index.js';
import { describePaymentTimeout } from './suite/payment-timeout.js';
import { describeTraffic } from './traffic.js';
import { rolePrefix } from '#test/roles';

// With ACCEPTANCE_BASE_URL the suite speaks to a shop that runs already, else to one that it starts.
const { ACCEPTANCE_BASE_URL: given, ACCEPTANCE_ADMIN_EMAIL: email, ACCEPTANCE_ADMIN_PASSWORD: password } = process.env;

describe('the shop', () => {
  let shop: ShopUnderTest;
  let database: string;
  beforeAll(async () => {
    if (given !== undefined) shop = new ShopUnderTest(given, { email: email ?? '', password: password ?? '' });
    else {
      database = (await createTestDatabase()).url;
      ({ shop } = await startMonolith(database));
    }
  });

  describeShop(() => shop);
  describeTraffic(
    () => shop,
    () => (given === undefined ? admin : { email: email ?? '', password: password ?? '' }),
  );

  if (given === undefined) {
    it('has left nothing in its logs that should not be there', async () => {
      const env = { DATABASE_URL: database, DATABASE_ROLE_PREFIX: rolePrefix };
      const { code, printed, complained } = await tearline(['verify', '--json'], env);
      expect([code, JSON.parse(printed), complained]).toMatchObject([0, { faulty: 0 }, expect.any(String)]);
      const { contexts } = JSON.parse(printed) as { readonly contexts: readonly { readonly head: number }[] };
      expect(contexts.filter(({ head }) => head > 0).length).toBeGreaterThanOrEqual(5);
    });
  }
});

// A shop that somebody else has started waits as long for a payment as they wish.
if (given === undefined) {
  describe('the shop that waits two seconds for a payment', () => {
    let shop: ShopUnderTest;
    beforeAll(async () => {
      const { url } = await createTestDatabase();
      ({ shop } = await startMonolith(url, { CHECKOUT_PAYMENT_TIMEOUT: '2s' }));
    });

    describePaymentTimeout(() => shop);
  });
}
