import type { Hearings } from '#platform/nats-access';

/** Which consumers of which contexts hear whom: what a user of the broker may do follows from it. A test holds it to the code. */
export const hearings: Hearings = {
  analytics: {
    'analytics.best-sellers': ['catalog', 'orders'],
    'analytics.funnel': ['catalog', 'orders', 'shipping'],
    'analytics.registrations': ['users'],
    'analytics.revenue': ['orders', 'payments'],
  },
  catalog: { 'catalog.reservations': ['orders'] },
  orders: {
    'orders.checkout': ['catalog', 'payments', 'shipping'],
    'orders.closed-accounts': ['users'],
    'orders.customer': ['users'],
    'orders.product': ['catalog'],
  },
  payments: { 'payments.orders': ['orders'] },
  shipping: { 'shipping.closed-accounts': ['users'], 'shipping.orders': ['orders'] },
  users: {},
};
