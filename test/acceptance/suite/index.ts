import type { ShopUnderTest } from '../../drivers/shop-under-test.js';
import { describeAccounts } from './accounts.js';
import { describeAnalytics } from './analytics.js';
import { describeCancellation } from './cancellation.js';
import { describeConsistency } from './consistency.js';
import { describeAnswersHeard, describeDocumentation } from './documentation.js';
import { describeFollowing, describeGraphql } from './graphql.js';
import { describeHealth } from './health.js';
import { describeIdempotency } from './idempotency.js';
import { describeJourney } from './journey.js';
import { describeLive } from './live.js';
import { describeOperations } from './operations.js';
import { describeOrders } from './orders.js';
import { describeParcels } from './parcels.js';
import { describePayments } from './payments.js';
import { describeProblems } from './problems.js';
import { describeProducts } from './products.js';
import { describeReports } from './reports.js';
import { describeReturns } from './returns.js';
import { describeRoles } from './roles.js';
import { describeSignIn } from './sign-in.js';
import { describeStock } from './stock.js';
import { describeUpdates } from './updates.js';

/** Everything that any shop must do, however it is cut into processes. It may have been used before. */
export function describeShop(shop: () => ShopUnderTest): void {
  describe('health', () => describeHealth(shop));
  describe('accounts', () => describeAccounts(shop));
  describe('signing in', () => describeSignIn(shop));
  describe('roles', () => describeRoles(shop));
  describe('products', () => describeProducts(shop));
  describe('stock', () => describeStock(shop));
  describe('the journey of an order', () => describeJourney(shop));
  describe('orders', () => describeOrders(shop));
  describe('following an order', () => describeUpdates(shop));
  describe('payments', () => describePayments(shop));
  describe('cancelling', () => describeCancellation(shop));
  describe('parcels', () => describeParcels(shop));
  describe('returns', () => describeReturns(shop));
  describe('idempotency keys', () => describeIdempotency(shop));
  describe('consistency tokens', () => describeConsistency(shop));
  describe('problems', () => describeProblems(shop));
  describe('analytics', () => describeAnalytics(shop));
  describe('reports', () => describeReports(shop));
  describe('live figures', () => describeLive(shop));
  describe('operators', () => describeOperations(shop));
  describe('documentation', () => describeDocumentation(shop));
  describe('GraphQL', () => describeGraphql(shop));
  describe('all answers', () => describeAnswersHeard(shop));
}

/** The same in short, for one more way to cut a shop that is cut and tried in full already. */
export function describeShopInShort(shop: () => ShopUnderTest): void {
  describe('health', () => describeHealth(shop));
  describe('the journey of an order', () => describeJourney(shop));
  describe('cancelling', () => describeCancellation(shop));
  describe('idempotency keys', () => describeIdempotency(shop));
  describe('consistency tokens', () => describeConsistency(shop));
  describe('following an order over GraphQL', () => describeFollowing(shop));
}
