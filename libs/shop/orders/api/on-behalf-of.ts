import type { Principal } from '#platform/execution';
import type { OnBehalfOf } from '../domain/order.js';

/** Staff act on every order, a customer on the own ones. */
export function onBehalfOf({ id, roles }: Principal): OnBehalfOf {
  return roles.includes('staff') ? undefined : id;
}
