import type {
  AccountEvent,
  PasswordChanged,
  RolesChanged,
  RolesGranted,
  UserClosed,
  UserRegistered,
  UserRenamed,
} from './account.events.js';
import type { EmailClaimed, EmailReleased } from './email-address.events.js';

const at = '2026-11-21T08:00:00.000Z';
const userId = '0191e2d0-7c1a-7000-8000-000000000001';

export const anAccount = {
  registration: {
    userId,
    email: 'ada@shop.local',
    name: 'Ada',
    passwordHash: '$argon2id$1',
    roles: ['customer'],
    registeredAt: at,
  } satisfies UserRegistered['data'],
  get registered(): UserRegistered {
    return { type: 'UserRegistered', data: this.registration };
  },
  renamed: (name: string): UserRenamed => ({ type: 'UserRenamed', data: { userId, name, renamedAt: at } }),
  withPassword: (passwordHash: string): PasswordChanged => ({
    type: 'PasswordChanged',
    data: { userId, passwordHash, changedAt: at },
  }),
  withRoles: (...roles: string[]): RolesGranted => ({ type: 'RolesGranted', data: { userId, roles, grantedAt: at } }),
  withOnlyRoles: (...roles: string[]): RolesChanged => ({
    type: 'RolesChanged',
    data: { userId, roles, changedAt: at },
  }),
  closed: { type: 'UserClosed', data: { userId, closedAt: at } } satisfies UserClosed & AccountEvent,
};

export const anAddress = {
  claimedBy: (owner: string): EmailClaimed => ({ type: 'EmailClaimed', data: { userId: owner, claimedAt: at } }),
  releasedBy: (owner: string): EmailReleased => ({ type: 'EmailReleased', data: { userId: owner, releasedAt: at } }),
};

export { at };
