import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { Receipt } from '#platform/core';
import { Clock } from '#platform/core';
import type { TransactOptions } from '#platform/log';
import { Log } from '#platform/log';
import { Account, changeRoles } from '../domain/account.js';
import { OwnRoles } from '../domain/users.errors.js';

/** Gives an account these roles and no others. Who did it stands in the event's metadata. */
export class ChangeRoles extends Command<Receipt> {
  constructor(
    readonly userId: string,
    readonly roles: readonly string[],
    readonly changedBy: string,
    readonly options: TransactOptions = {},
  ) {
    super();
  }
}

@CommandHandler(ChangeRoles)
export class ChangeRolesHandler implements ICommandHandler<ChangeRoles> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  execute({ userId, roles, changedBy, options }: ChangeRoles) {
    // Or the last operator could shut everybody out.
    if (userId === changedBy) throw new OwnRoles();
    return this.log.transact(Account, userId, (account) => changeRoles(account, roles, this.clock.now()), options);
  }
}
