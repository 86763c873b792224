import { getIntrospectionQuery } from 'graphql';
import { startMonolith } from '../drivers/monolith.js';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import { startSplit } from '../drivers/split.js';
import { createTestDatabase } from '../support/database.js';
import { describeShop, describeShopInShort } from './suite/index.js';
import { describePaymentTimeout } from './suite/payment-timeout.js';

const overHttp = { TRANSPORT: 'http' };
// Over NATS the whole suite runs each time; what feeds over HTTP add to that, the short one shows.
const isFull = process.env['ACCEPTANCE'] === 'full';

describe('the shop, split over HTTP feeds', () => {
  let shop: ShopUnderTest;
  beforeAll(async () => {
    ({ shop } = await startSplit((await createTestDatabase()).url, overHttp));
  });

  const describeEnough = isFull ? describeShop : describeShopInShort;
  describeEnough(() => shop);

  it('describes itself as the one process does', async () => {
    const { shop: whole, process } = await startMonolith((await createTestDatabase()).url);
    const described = (one: ShopUnderTest) => one.visitor().get('/openapi.json');
    expect((await described(shop)).body).toEqual((await described(whole)).body);
    const schemaOf = (one: ShopUnderTest) => one.visitor().post('/graphql', { query: getIntrospectionQuery() });
    expect((await schemaOf(shop)).body).toEqual((await schemaOf(whole)).body);
    process.kill();
    await process.exited;
  });
});

if (isFull) {
  describe('the shop, split over HTTP feeds, that waits two seconds for a payment', () => {
    let shop: ShopUnderTest;
    beforeAll(async () => {
      const { url } = await createTestDatabase();
      ({ shop } = await startSplit(url, { ...overHttp, CHECKOUT_PAYMENT_TIMEOUT: '2s' }));
    });

    describePaymentTimeout(() => shop);
  });
}
