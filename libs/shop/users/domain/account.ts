import { aggregate } from '#platform/core';
import type { AccountEvent, UserRegistered } from './account.events.js';
import { AccountNotFound } from './users.errors.js';

export const everyRole = ['customer', 'staff', 'operator'] as const;

export interface OpenAccount {
  readonly status: 'open';
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly registeredAt: string;
  /** How often the password or the roles have changed: what was given out before is worth nothing then. */
  readonly credentials: number;
}

export type Account = { readonly status: 'none' } | OpenAccount | { readonly status: 'closed' };

const changed = (account: Account, change: Partial<OpenAccount>): Account =>
  account.status === 'open' ? { ...account, ...change } : account;

const credentialsChanged = (account: Account, change: Partial<OpenAccount>): Account =>
  account.status === 'open' ? { ...account, ...change, credentials: account.credentials + 1 } : account;

export const Account = aggregate<Account, AccountEvent>({
  category: 'users.account',
  initial: { status: 'none' },
  evolve: {
    UserRegistered: (_, registered) => ({ status: 'open', ...registered, credentials: 0 }),
    UserRenamed: (account, { name }) => changed(account, { name }),
    PasswordChanged: (account, { passwordHash }) => credentialsChanged(account, { passwordHash }),
    RolesGranted: (account, { roles }) => credentialsChanged(account, { roles }),
    RolesChanged: (account, { roles }) => credentialsChanged(account, { roles }),
    UserClosed: () => ({ status: 'closed' }),
  },
  foldVersion: 3,
});

export function opened(account: Account): OpenAccount {
  if (account.status !== 'open') throw new AccountNotFound();
  return account;
}

export function register(account: Account, registered: UserRegistered['data']): AccountEvent[] {
  return account.status === 'none' ? [{ type: 'UserRegistered', data: registered }] : [];
}

export function rename(account: Account, name: string, renamedAt: string): AccountEvent[] {
  const { userId, name: present } = opened(account);
  return name === present ? [] : [{ type: 'UserRenamed', data: { userId, name, renamedAt } }];
}

export function changePassword(account: Account, passwordHash: string, changedAt: string): AccountEvent[] {
  const { userId, passwordHash: present } = opened(account);
  return passwordHash === present ? [] : [{ type: 'PasswordChanged', data: { userId, passwordHash, changedAt } }];
}

export function grantRoles(account: Account, granted: readonly string[], grantedAt: string): AccountEvent[] {
  const { userId, roles: present } = opened(account);
  const roles = [...new Set([...present, ...granted])];
  return roles.length === present.length ? [] : [{ type: 'RolesGranted', data: { userId, roles, grantedAt } }];
}

export function changeRoles(account: Account, wanted: readonly string[], changedAt: string): AccountEvent[] {
  const { userId, roles: present } = opened(account);
  const roles = everyRole.filter((role) => wanted.includes(role));
  const isSo = roles.length === present.length && roles.every((role) => present.includes(role));
  return isSo ? [] : [{ type: 'RolesChanged', data: { userId, roles, changedAt } }];
}

export function close(account: Account, closedAt: string): AccountEvent[] {
  if (account.status === 'none') throw new AccountNotFound();
  return account.status === 'closed' ? [] : [{ type: 'UserClosed', data: { userId: account.userId, closedAt } }];
}
