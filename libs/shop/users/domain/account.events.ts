import type { Event } from '#platform/core';

// Stored for ever: a field may be added as optional, never renamed or removed.
export type UserRegistered = Event<
  'UserRegistered',
  {
    userId: string;
    email: string;
    name: string;
    passwordHash: string;
    roles: readonly string[];
    registeredAt: string;
  }
>;
export type UserRenamed = Event<'UserRenamed', { userId: string; name: string; renamedAt: string }>;
export type PasswordChanged = Event<'PasswordChanged', { userId: string; passwordHash: string; changedAt: string }>;
export type RolesGranted = Event<'RolesGranted', { userId: string; roles: readonly string[]; grantedAt: string }>;
/** These roles and no others. */
export type RolesChanged = Event<'RolesChanged', { userId: string; roles: readonly string[]; changedAt: string }>;
export type UserClosed = Event<'UserClosed', { userId: string; closedAt: string }>;
export type AccountEvent = UserRegistered | UserRenamed | PasswordChanged | RolesGranted | RolesChanged | UserClosed;
