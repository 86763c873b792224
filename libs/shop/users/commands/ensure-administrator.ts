import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '#platform/core';
import { Log } from '#platform/log';
import { StartNotes } from '#platform/observability';
import { hashPassword, verifyPassword } from '#platform/security';
import { Account, changePassword, grantRoles, opened } from '../domain/account.js';
import { EmailAddress } from '../domain/email-address.js';
import { EmailTaken } from '../domain/users.errors.js';
import { emailId } from './email-id.js';
import { type Administrator, administrator } from './administrator.settings.js';
import { RegisterUser, RegisterUserHandler } from './register-user.command.js';

const roles = ['staff', 'operator'];

/** Sees to it at every start that the configured administrator can sign in with the configured password. */
@Injectable()
export class EnsureAdministrator implements OnApplicationBootstrap {
  constructor(
    private readonly registration: RegisterUserHandler,
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly notes: StartNotes,
  ) {}

  async onApplicationBootstrap() {
    const admin = await administrator();
    const userId = (await this.ownerOf(admin.email)) ?? (await this.register(admin));
    await this.keepUp(userId, admin);
    if (admin.isMadeUp) this.notes.add(`Staff sign in as ${admin.email} with the password ${admin.password}`);
  }

  private async ownerOf(email: string): Promise<string | undefined> {
    const { state } = await this.log.load(EmailAddress, emailId(email));
    return state.status === 'claimed' ? state.userId : undefined;
  }

  // Several processes may start at once: whoever comes second finds the account of the first.
  private async register({ email, password }: Administrator): Promise<string> {
    try {
      const { userId } = await this.registration.execute(new RegisterUser(email, password, 'Administrator', roles));
      return userId;
    } catch (error) {
      if (!(error instanceof EmailTaken)) throw error;
      return (await this.ownerOf(email))!;
    }
  }

  private async keepUp(userId: string, { password }: Administrator): Promise<void> {
    const now = this.clock.now();
    await this.log.transact(Account, userId, (account) => grantRoles(account, roles, now));
    const { passwordHash } = opened((await this.log.load(Account, userId)).state);
    if (await verifyPassword(passwordHash, password)) return;
    const newHash = await hashPassword(password);
    await this.log.transact(Account, userId, (account) => changePassword(account, newHash, now));
  }
}
