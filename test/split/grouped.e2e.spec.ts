import { describeHealth } from '../acceptance/suite/health.js';
import { describeJourney } from '../acceptance/suite/journey.js';
import { describePayments } from '../acceptance/suite/payments.js';
import { type Split, startGroupedSplit } from '../drivers/split.js';
import { createTestDatabase } from '../support/database.js';

describe('the shop with two of its contexts in one process', () => {
  let split: Split;
  const shop = () => split.shop;
  beforeAll(async () => {
    split = await startGroupedSplit((await createTestDatabase()).url, { TRANSPORT: 'http' });
  });

  it('runs these two together and every other one by itself', () => {
    const running = ['users', 'catalog', 'orders', 'analytics', 'fulfilment', 'payments', 'shipping'];
    expect(running.map((name) => split.pidsOf(name).length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });

  describe('health', () => {
    describeHealth(shop);
  });
  describe('the journey of an order', () => {
    describeJourney(shop);
  });
  describe('payments', () => {
    describePayments(shop);
  });
});
