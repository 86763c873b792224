import { personalDataOf } from '#platform/core';
import type { AccountEvent } from './account.events.js';

const of = 'userId';

export const usersPersonalData = personalDataOf<AccountEvent>({
  fields: {
    UserRegistered: { of, erased: { email: 'erased', name: 'erased', passwordHash: 'erased' } },
    UserRenamed: { of, erased: { name: 'erased' } },
    PasswordChanged: { of, erased: { passwordHash: 'erased' } },
  },
  forgottenAfter: { UserClosed: of },
});
