import { specificationOf } from '#platform/testing';
import { Account, changePassword, changeRoles, close, grantRoles, register, rename } from './account.js';
import { AccountNotFound } from './users.errors.js';
import { anAccount, at } from './users.examples.js';

const given = specificationOf(Account);

describe('registering', () => {
  const registering = (account: Account) => register(account, anAccount.registration);
  it('opens an account', () => given().when(registering).then(anAccount.registered));
  it('does nothing the second time', () => given(anAccount.registered).when(registering).thenNothing());
});

describe('renaming', () => {
  const renaming = (account: Account) => rename(account, 'Ada Lovelace', at);
  const renamed = anAccount.renamed('Ada Lovelace');
  it('records the new name', () => given(anAccount.registered).when(renaming).then(renamed));
  it('does nothing when that is the name', () => given(anAccount.registered, renamed).when(renaming).thenNothing());
  it('is refused without an account', () => given().when(renaming).thenThrows(AccountNotFound));
  it('is refused once closed', () =>
    given(anAccount.registered, anAccount.closed).when(renaming).thenThrows(AccountNotFound));
});

describe('changing the password', () => {
  const changing = (account: Account) => changePassword(account, '$argon2id$2', at);
  const changed = anAccount.withPassword('$argon2id$2');
  it('records the new hash', () => given(anAccount.registered).when(changing).then(changed));
  it('does nothing the second time', () => given(anAccount.registered, changed).when(changing).thenNothing());
});

describe('granting roles', () => {
  const granting = (account: Account) => grantRoles(account, ['staff'], at);
  const granted = anAccount.withRoles('customer', 'staff');
  it('adds to those there are', () => given(anAccount.registered).when(granting).then(granted));
  it('does nothing the second time', () => given(anAccount.registered, granted).when(granting).thenNothing());
});

describe('changing roles', () => {
  const changing = (account: Account) => changeRoles(account, ['operator', 'staff'], at);
  const changed = anAccount.withOnlyRoles('staff', 'operator');
  it('leaves no other', () => given(anAccount.registered).when(changing).then(changed));
  it('does nothing the second time', () => given(anAccount.registered, changed).when(changing).thenNothing());
  it('does nothing when they were granted', () =>
    given(anAccount.registered, anAccount.withRoles('operator', 'staff')).when(changing).thenNothing());
  it('is refused once closed', () =>
    given(anAccount.registered, anAccount.closed).when(changing).thenThrows(AccountNotFound));
});

describe('closing', () => {
  const closing = (account: Account) => close(account, at);
  it('ends the account', () => given(anAccount.registered).when(closing).then(anAccount.closed));
  it('does nothing the second time', () => given(anAccount.registered, anAccount.closed).when(closing).thenNothing());
  it('is refused without an account', () => given().when(closing).thenThrows(AccountNotFound));
});
