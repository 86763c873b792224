import type { Event } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
export type EmailClaimed = Event<'EmailClaimed', { userId: string; claimedAt: string }>;
export type EmailReleased = Event<'EmailReleased', { userId: string; releasedAt: string }>;
export type EmailEvent = EmailClaimed | EmailReleased;
