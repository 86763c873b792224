import { duration, setting } from '#platform/config';

export const checkoutPaymentTimeout = setting(
  'CHECKOUT_PAYMENT_TIMEOUT',
  duration,
  'how long an order waits for its payment before it is cancelled',
  { default: '30m' },
);
