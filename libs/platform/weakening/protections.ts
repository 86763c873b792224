/** Each protection that a test may take away, and what the process does without it. */
export const protections = {
  'acknowledge-after-commit': 'messages of the broker are confirmed as soon as they arrive',
  'previous-is-checked':
    'the message that comes next counts as the one that follows, whatever is said to stand before it',
  'refill-from-owner': 'nobody asks the owner of a feed for what the broker should have and does not',
  'relay-waits-for-broker': 'the relay goes on, and stores how far it is, before the broker has confirmed',
  'only-safe-is-repeated': 'the gateway repeats any request whose answer it did not get',
  'answer-kept-under-key': 'a repeat under an idempotency key runs again, as a request of its own',
  'keys-belong-to-callers': 'an idempotency key is that of everybody who uses it',
  'identity-headers-stripped': 'the gateway lets headers that speak of identity pass from outside',
  'internal-token-verified': 'what an internal token says is believed, whoever signed it, for whom and when',
  'checkpoint-with-effects':
    'a consumer stores what it has done in a transaction of its own, a while after its effects',
  'checkpoint-is-compared':
    'a consumer stores how far it is wherever another instance has moved the checkpoint meanwhile',
  'one-owner': 'every instance runs every consumer',
  'silence-ends-ownership': 'a frozen instance keeps its consumers for as long as its connection stands',
  'stop-drains': 'a process that is asked to stop ends at once',
  'turned-away-is-repeated':
    'the gateway passes on the first answer that it gets, also of an instance that is about to stop',
  'one-migrates': 'processes that start at once migrate at once',
  'timers-by-the-database': 'a process fires timers by its own clock',
  'stop-has-an-end': 'a stop waits for ever for what does not end',
  'waits-have-an-end': 'whoever asks the database waits for its answer for ever',
  'broken-connections-are-closed': 'a connection on which a call timed out is used again',
  'positions-are-enough': 'readers of a log also wait for every older transaction on its server',
  'acknowledge-after-append': 'a command is answered as soon as its events are handed over to be appended',
  'batches-are-bounded': 'a consumer reads all that there is at once',
} as const;

export type Protection = keyof typeof protections;
