import type { FactReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import { UserClosedV1 } from '#shop/contracts';
import { ForgetCustomer } from '../commands/forget-customer.command.js';

const facts = [UserClosedV1] as const;

@Reaction('orders.closed-accounts', { facts })
export class ForgetClosedAccounts {
  readonly on: FactReactionHandlers<typeof facts> = {
    'users.user-closed.v1': ({ userId }) => [new ForgetCustomer(userId)],
  };
}
