import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Clock, Ids } from '#platform/core';
import { currentExecution } from '#platform/execution';
import { Log } from '#platform/log';
import { hashPassword, weaknessOf } from '#platform/security';
import { Account, register } from '../domain/account.js';
import { claim, EmailAddress, normalised } from '../domain/email-address.js';
import { WeakPassword } from '../domain/users.errors.js';
import { emailId } from './email-id.js';

export class RegisterUser extends Command<{ readonly userId: string }> {
  constructor(
    readonly email: string,
    readonly password: string,
    readonly name: string,
    readonly roles: readonly string[] = ['customer'],
  ) {
    super();
  }
}

@CommandHandler(RegisterUser)
export class RegisterUserHandler implements ICommandHandler<RegisterUser> {
  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async execute({ email, password, name, roles }: RegisterUser) {
    const weakness = weaknessOf(password, email);
    if (weakness !== undefined) throw new WeakPassword({ reason: `The password ${weakness}.` });
    const userId = currentExecution()?.commandId ?? this.ids.next();
    const [passwordHash, now] = [await hashPassword(password), this.clock.now()];
    const registered = { userId, email: normalised(email), name, passwordHash, roles, registeredAt: now };
    await this.log.atomically(async () => {
      await this.log.transact(EmailAddress, emailId(email), (address) => claim(address, userId, now));
      await this.log.transact(Account, userId, (account) => register(account, registered));
    });
    return { userId };
  }
}
