import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Customer, forget } from '../domain/customer.js';

export class ForgetCustomer extends Command<Receipt> {
  constructor(readonly customerId: string) {
    super();
  }
}

@CommandHandler(ForgetCustomer)
export class ForgetCustomerHandler implements ICommandHandler<ForgetCustomer> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ customerId }: ForgetCustomer) {
    return this.log.transact(Customer, customerId, (customer) => forget(customer, customerId, this.clock.now()));
  }
}
