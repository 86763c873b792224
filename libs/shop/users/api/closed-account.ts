import type { ClosedAccount } from './users.types.js';

/** What somebody is told who has closed the account. */
export function closedAccount(userId: string): ClosedAccount {
  const whatFollows =
    'The account is closed. Your name and addresses are erased. Orders that are not on their way are cancelled, and what was paid for them is refunded; those on their way arrive.';
  return { userId, whatFollows };
}
