import { GraphQLScalarType } from 'graphql';
import type { ShippingAddress } from '../domain/order.events.js';

/** An address in whatever fields its country knows. What it may hold is checked like every other input. */
export const ShippingAddressScalar = new GraphQLScalarType<ShippingAddress, ShippingAddress>({
  name: 'ShippingAddress',
  description: 'An object of short texts, such as name, street, city, postalCode and country.',
  serialize: (value) => value as ShippingAddress,
  parseValue: (value) => value as ShippingAddress,
});
