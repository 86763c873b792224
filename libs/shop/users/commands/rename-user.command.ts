import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import type { TransactOptions } from '#platform/log';
import { Log } from '#platform/log';
import { Account, rename } from '../domain/account.js';

export class RenameUser extends Command<Receipt> {
  constructor(
    readonly userId: string,
    readonly name: string,
    readonly options: TransactOptions = {},
  ) {
    super();
  }
}

@CommandHandler(RenameUser)
export class RenameUserHandler implements ICommandHandler<RenameUser> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ userId, name, options }: RenameUser) {
    return this.log.transact(Account, userId, (account) => rename(account, name, this.clock.now()), options);
  }
}
