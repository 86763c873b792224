import { Body, Controller, Get, Param, ParseUUIDPipe, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer, IfMatch } from '#platform/http';
import { VersionMismatch } from '#platform/log';
import { answer, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Caller, Roles } from '#platform/security';
import { ChangeRoles } from '../commands/change-roles.command.js';
import { AccountNotFound, OwnRoles } from '../domain/users.errors.js';
import { GetAccount } from '../queries/get-account.query.js';
import { ListAccounts } from '../queries/list-accounts.query.js';
import type { AccountView } from '../projections/account.projection.js';
import { everyRole } from '../domain/account.js';
import { AccountsQuery, RolesDto } from './accounts.dto.js';
import { Account } from './users.types.js';

const answeredRoles = answer('AccountRoles', z.object({ userId: z.uuid(), roles: z.array(z.enum(everyRole)) }));

const UserId = () => Param('userId', new ParseUUIDPipe({ exceptionFactory: () => new AccountNotFound() }));

const toAccount = ({ version: _, ...account }: AccountView) => account;

/** Accounts as operators manage them. */
@Controller('users')
@Roles('operator')
@PathParameters({ userId: { format: 'uuid', description: 'The id of an account.' } })
export class AccountsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Summary('List accounts')
  @Returns(Account, 'page')
  async list(@Query() { email, role, limit, after }: AccountsQuery) {
    return (await this.queries.execute(new ListAccounts({ email, role, limit, after }))).map(toAccount);
  }

  @Get(':userId')
  @Summary('See an account')
  @Returns(Account)
  @Refuses(AccountNotFound)
  async get(@UserId() userId: string, @Answer() answer: HttpAnswer) {
    const account = await this.queries.execute(new GetAccount(userId));
    answer.version(account.version);
    return toAccount(account);
  }

  @Put(':userId/roles')
  @Summary('Give an account its roles', 'These and no others.')
  @Returns(answeredRoles)
  @Refuses(AccountNotFound, OwnRoles, VersionMismatch)
  async changeRoles(
    @UserId() userId: string,
    @Body() { roles }: RolesDto,
    @Caller() { id }: Principal,
    @IfMatch() expectedVersion: number | undefined,
    @Answer() answer: HttpAnswer,
  ) {
    const options = expectedVersion === undefined ? {} : { expectedVersion };
    const { version } = await this.commands.execute(new ChangeRoles(userId, roles, id, options));
    answer.version(version);
    return { userId, roles };
  }
}
