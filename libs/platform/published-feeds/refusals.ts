import { refusal } from '#platform/core';

export class NoSuchFeed extends refusal(
  'feeds.no-such-feed',
  'not-found',
  'This process publishes no feed of this context.',
) {}
