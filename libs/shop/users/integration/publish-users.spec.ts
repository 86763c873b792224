import type { RecordedEvent } from '#platform/core';
import { anAccount } from '../domain/users.examples.js';
import { publishUsers } from './publish-users.js';

it('publishes who registered, and never the hash of the password', () => {
  const fact = publishUsers.factOf(anAccount.registered as RecordedEvent);
  const { passwordHash, roles: _, ...published } = anAccount.registration;
  expect(fact).toEqual({ type: 'users.user-registered.v1', data: published });
  expect(JSON.stringify(fact)).not.toContain(passwordHash);
});

it('keeps changes of passwords to itself', () =>
  expect(publishUsers.factOf(anAccount.withPassword('x') as RecordedEvent)).toBeUndefined());
