import type { Event, Money } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
export type ProductCreated = Event<
  'ProductCreated',
  { sku: string; title: string; description: string; price: Money; createdAt: string }
>;
export type ProductEdited = Event<'ProductEdited', { sku: string; title: string; description: string }>;
export type ProductPriceChanged = Event<'ProductPriceChanged', { sku: string; price: Money }>;
export type ProductListed = Event<'ProductListed', { sku: string }>;
export type ProductDelisted = Event<'ProductDelisted', { sku: string }>;

export type ProductEvent = ProductCreated | ProductEdited | ProductPriceChanged | ProductListed | ProductDelisted;
