import type { ICommandHandler } from '@nestjs/cqrs';
import { Command, CommandHandler } from '@nestjs/cqrs';
import { Log } from '#platform/log';
import { burnTime, verifyPassword } from '#platform/security';
import { Account } from '../domain/account.js';
import { EmailAddress } from '../domain/email-address.js';
import { WrongCredentials } from '../domain/users.errors.js';
import { Sessions, type SessionTokens } from '../sessions/sessions.js';
import { emailId } from './email-id.js';
import { LogInThrottle } from './log-in-throttle.js';

export class LogIn extends Command<SessionTokens> {
  constructor(
    readonly email: string,
    readonly password: string,
    /** The network address of whoever tries. */
    readonly address: string,
  ) {
    super();
  }
}

@CommandHandler(LogIn)
export class LogInHandler implements ICommandHandler<LogIn> {
  constructor(
    private readonly log: Log,
    private readonly sessions: Sessions,
    private readonly throttle: LogInThrottle,
  ) {}

  async execute({ email, password, address }: LogIn) {
    const account = await this.throttle.attempt(emailId(email), address, () => this.identify(email, password));
    return this.sessions.begin(account);
  }

  // Straight from the log: who has just registered can sign in, and an unknown address takes as long as a wrong password.
  private async identify(email: string, password: string) {
    const claimed = (await this.log.load(EmailAddress, emailId(email))).state;
    const userId = claimed.status === 'claimed' ? claimed.userId : '';
    const { state: account } = await this.log.load(Account, userId);
    const known = account.status === 'open';
    const right = await (known ? verifyPassword(account.passwordHash, password) : burnTime(password));
    if (!known || !right) throw new WrongCredentials();
    return account;
  }
}
