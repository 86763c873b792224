import type { ReactionHandlers } from '#platform/consumers';
import { Reaction } from '#platform/consumers';
import type { CustomerEvent } from '../domain/customer.events.js';
import { WithdrawOrders } from '../commands/withdraw-orders.command.js';

@Reaction('orders.forgotten-customers')
export class WithdrawOrdersOfForgotten {
  readonly on: ReactionHandlers<CustomerEvent> = {
    CustomerForgotten: ({ customerId }, { event }) => [new WithdrawOrders(customerId, event.position)],
  };
}
