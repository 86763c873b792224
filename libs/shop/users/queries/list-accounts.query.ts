import type { IQueryHandler } from '@nestjs/cqrs';
import { Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Page } from '#platform/http';
import { decodeCursor, page } from '#platform/http';
import { normalised } from '../domain/email-address.js';
import { AccountView } from '../projections/account.projection.js';

const place = z.tuple([z.iso.datetime(), z.string()]);

export interface WantedAccounts {
  readonly email: string | undefined;
  readonly role: string | undefined;
  readonly limit: number;
  readonly after: string | undefined;
}

export class ListAccounts extends Query<Page<AccountView>> {
  constructor(readonly wanted: WantedAccounts) {
    super();
  }
}

@QueryHandler(ListAccounts)
export class ListAccountsHandler implements IQueryHandler<ListAccounts> {
  constructor(private readonly database: DataSource) {}

  async execute({ wanted }: ListAccounts) {
    const rows = await this.newestFirst(wanted).getMany();
    return page(rows, wanted.limit, ({ registeredAt, userId }) => [registeredAt, userId]);
  }

  private newestFirst({ email, role, limit, after }: WantedAccounts) {
    const accounts = this.database
      .getRepository(AccountView)
      .createQueryBuilder('a')
      .limit(limit + 1);
    accounts.orderBy('a.registeredAt', 'DESC').addOrderBy('a.userId', 'DESC');
    if (email !== undefined) accounts.andWhere('a.email = :email', { email: normalised(email) });
    if (role !== undefined) accounts.andWhere('a.roles @> to_jsonb(:role::text)', { role });
    if (after === undefined) return accounts;
    const [registeredAt, userId] = decodeCursor(after, place);
    return accounts.andWhere('(a.registeredAt, a.userId) < (:registeredAt, :userId)', { registeredAt, userId });
  }
}
