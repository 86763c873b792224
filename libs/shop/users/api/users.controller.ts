import { Body, Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Principal } from '#platform/execution';
import type { HttpAnswer } from '#platform/http';
import { Answer, IfMatch } from '#platform/http';
import { VersionMismatch } from '#platform/log';
import { About, Refuses, Returns, Summary } from '#platform/openapi';
import { Anonymous, Authenticated, Caller } from '#platform/security';
import { AccountNotFound, EmailTaken, WeakPassword } from '../domain/users.errors.js';
import { CloseAccount } from '../commands/close-account.command.js';
import { RegisterUser } from '../commands/register-user.command.js';
import { RenameUser } from '../commands/rename-user.command.js';
import { GetAccount } from '../queries/get-account.query.js';
import { closedAccount } from './closed-account.js';
import { RegisterUserDto, RenameUserDto } from './users.dto.js';
import { Account, ClosedAccount, RegisteredUser, RenamedUser } from './users.types.js';

@Controller('users')
@About('Accounts.')
export class UsersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Summary('Register')
  @Anonymous()
  @Returns(RegisteredUser)
  @Refuses(EmailTaken, WeakPassword)
  async register(@Body() { email, password, name }: RegisterUserDto, @Answer() answer: HttpAnswer) {
    const registered = await this.commands.execute(new RegisterUser(email, password, name));
    answer.location('/users/me');
    return registered;
  }

  @Get('me')
  @Summary('See the own account')
  @Authenticated()
  @Returns(Account)
  @Refuses(AccountNotFound)
  async me(@Caller() { id }: Principal, @Answer() answer: HttpAnswer) {
    const { version, ...account } = await this.queries.execute(new GetAccount(id));
    answer.version(version);
    return account;
  }

  @Patch('me')
  @Summary('Rename the own account')
  @Authenticated()
  @Returns(RenamedUser)
  @Refuses(AccountNotFound, VersionMismatch)
  async rename(
    @Caller() { id }: Principal,
    @Body() { name }: RenameUserDto,
    @IfMatch() expectedVersion: number | undefined,
    @Answer() answer: HttpAnswer,
  ) {
    const options = expectedVersion === undefined ? {} : { expectedVersion };
    const { version } = await this.commands.execute(new RenameUser(id, name, options));
    answer.version(version);
    return { userId: id, name };
  }

  @Delete('me')
  @Summary(
    'Close the own account',
    'What is known of the person becomes unreadable everywhere; orders that are not on their way are cancelled and refunded.',
  )
  @Authenticated()
  @Returns(ClosedAccount)
  @Refuses(AccountNotFound)
  async close(@Caller() { id }: Principal) {
    await this.commands.execute(new CloseAccount(id));
    return closedAccount(id);
  }
}
