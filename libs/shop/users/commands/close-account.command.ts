import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { Account, close } from '../domain/account.js';
import { EmailAddress, release } from '../domain/email-address.js';
import { emailId } from './email-id.js';

/** Closes an account and sets its e-mail address free. */
export class CloseAccount extends Command<Receipt> {
  constructor(readonly userId: string) {
    super();
  }
}

@CommandHandler(CloseAccount)
export class CloseAccountHandler implements ICommandHandler<CloseAccount> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ userId }: CloseAccount) {
    const now = this.clock.now();
    return this.log.atomically(async () => {
      const { state } = await this.log.load(Account, userId);
      await this.log.transact(Account, userId, (account) => close(account, now));
      if (state.status !== 'open') return;
      await this.log.transact(EmailAddress, emailId(state.email), (address) => release(address, userId, now));
    });
  }
}
