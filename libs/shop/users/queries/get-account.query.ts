import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Log } from '#platform/log';
import { Account, opened } from '../domain/account.js';
import { AccountView } from '../projections/account.projection.js';

export class GetAccount extends Query<AccountView> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(GetAccount)
export class GetAccountHandler implements IQueryHandler<GetAccount> {
  constructor(
    private readonly database: DataSource,
    private readonly log: Log,
  ) {}

  async execute({ userId }: GetAccount) {
    const account = await this.database.getRepository(AccountView).findOneBy({ userId });
    return account ?? this.justRegistered(userId);
  }

  // Who has an access token has an account, though it may not be in the read model yet.
  private async justRegistered(userId: string): Promise<AccountView> {
    const { state, version } = await this.log.load(Account, userId);
    const { email, name, roles, registeredAt } = opened(state);
    return { userId, email, name, roles, registeredAt, version };
  }
}
