import type { Event } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
/** The customer closed the account: nothing that is known of the person may be read any more. */
export type CustomerForgotten = Event<'CustomerForgotten', { customerId: string; forgottenAt: string }>;
export type CustomerEvent = CustomerForgotten;
