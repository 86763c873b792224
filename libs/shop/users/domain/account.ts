import { aggregate } from '#platform/core';
import type { AccountEvent, UserRegistered } from './account.events.js';
import { AccountNotFound } from './users.errors.js';

export interface OpenAccount {
  readonly status: 'open';
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly registeredAt: string;
}

export type Account = { readonly status: 'none' } | OpenAccount | { readonly status: 'closed' };

const changed = (account: Account, change: Partial<OpenAccount>): Account =>
  account.status === 'open' ? { ...account, ...change } : account;

export const Account = aggregate<Account, AccountEvent>({
  category: 'users.account',
  initial: { status: 'none' },
  evolve: {
    UserRegistered: (_, registered) => ({ status: 'open', ...registered }),
    UserRenamed: (account, { name }) => changed(account, { name }),
    PasswordChanged: (account, { passwordHash }) => changed(account, { passwordHash }),
    RolesGranted: (account, { roles }) => changed(account, { roles }),
    UserClosed: () => ({ status: 'closed' }),
  },
  foldVersion: 2,
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

export function close(account: Account, closedAt: string): AccountEvent[] {
  if (account.status === 'none') throw new AccountNotFound();
  return account.status === 'closed' ? [] : [{ type: 'UserClosed', data: { userId: account.userId, closedAt } }];
}
