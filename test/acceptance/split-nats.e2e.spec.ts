import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShopUnderTest } from '../drivers/shop-under-test.js';
import { startSplit } from '../drivers/split.js';
import { createTestDatabase } from '../support/database.js';
import { describeShop } from './suite/index.js';
import { describePaymentTimeout } from './suite/payment-timeout.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tearline-split-'));
});
afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 20 }));

const start = async (name: string, settings = {}) => {
  const overNats = { TRANSPORT: 'nats', DATA_DIRECTORY: join(directory, name) };
  return startSplit((await createTestDatabase()).url, { ...overNats, ...settings });
};

describe('the shop, split over NATS', () => {
  let shop: ShopUnderTest;
  beforeAll(async () => {
    ({ shop } = await start('whole'));
  });

  describeShop(() => shop);
});

describe('the shop, split over NATS, that waits two seconds for a payment', () => {
  let shop: ShopUnderTest;
  beforeAll(async () => {
    ({ shop } = await start('impatient', { CHECKOUT_PAYMENT_TIMEOUT: '2s' }));
  });

  describePaymentTimeout(() => shop);
});
