import { createTestDatabase } from '../support/database.js';
import { startMonolith } from '../drivers/monolith.js';
import { ShopUnderTest } from '../drivers/shop-under-test.js';
import { describeShop } from './suite/index.js';
import { describePaymentTimeout } from './suite/payment-timeout.js';

// With ACCEPTANCE_BASE_URL the suite speaks to a shop that runs already, else to one that it starts.
const { ACCEPTANCE_BASE_URL: given, ACCEPTANCE_ADMIN_EMAIL: email, ACCEPTANCE_ADMIN_PASSWORD: password } = process.env;

describe('the shop', () => {
  let shop: ShopUnderTest;
  beforeAll(async () => {
    if (given !== undefined) shop = new ShopUnderTest(given, { email: email ?? '', password: password ?? '' });
    else ({ shop } = await startMonolith((await createTestDatabase()).url));
  });

  describeShop(() => shop);
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
