import { ignore } from '#platform/core';
import { publish } from '#platform/feed';
import { UserClosedV1, UserRegisteredV1, UserRenamedV1 } from '#shop/contracts';
import type { AccountEvent } from '../domain/account.events.js';
import type { EmailEvent } from '../domain/email-address.events.js';

export const publishUsers = publish<AccountEvent | EmailEvent>('users', {
  UserRegistered: ({ userId, email, name, registeredAt }) => UserRegisteredV1.of({ userId, email, name, registeredAt }),
  UserRenamed: (renamed) => UserRenamedV1.of(renamed),
  UserClosed: (closed) => UserClosedV1.of(closed),
  PasswordChanged: ignore,
  RolesGranted: ignore,
  RolesChanged: ignore,
  EmailClaimed: ignore,
  EmailReleased: ignore,
});
