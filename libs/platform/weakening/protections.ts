/** Each protection that a test may take away, and what the process does without it. */
export const protections = {
  'acknowledge-after-commit': 'messages of the broker are confirmed as soon as they arrive',
  'previous-is-checked':
    'the message that comes next counts as the one that follows, whatever is said to stand before it',
  'refill-from-owner': 'nobody asks the owner of a feed for what the broker does not have',
  'relay-waits-for-broker': 'the relay goes on, and stores how far it is, before the broker has confirmed',
  'only-safe-is-repeated': 'the gateway repeats any request whose answer it did not get',
  'answer-kept-under-key': 'a repeat under an idempotency key runs again, as a request of its own',
  'identity-headers-stripped': 'the gateway lets headers that speak of identity pass from outside',
  'internal-token-verified': 'what an internal token says is believed, whoever signed it, for whom and when',
} as const;

export type Protection = keyof typeof protections;
