import { Subscribed } from './graphql.js';
import type { Shopper } from './shopper.js';
import type { ShopUnderTest } from './shop-under-test.js';

interface Update {
  readonly orderUpdated: {
    readonly version: number;
    readonly status: string;
    readonly history: readonly { readonly version: number; readonly what: string }[];
  };
}

const watching = 'subscription ($id: ID!) { orderUpdated(id: $id) { version status history { version what } } }';

/** Follows an order over GraphQL, from the beginning or behind the event that was seen last. */
export function following(shop: ShopUnderTest, shopper: Shopper, id: string, seen?: string) {
  const place = seen !== undefined && { 'last-event-id': seen };
  return Subscribed.to<Update>(shop.origin, { ...shopper.headers, ...place }, watching, { id });
}
