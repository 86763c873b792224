import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '#platform/execution';
import { RerunOnRepeat } from '#platform/http';
import { Anonymous, Authenticated, Caller, CallerAddress } from '#platform/security';
import { CloseAccount } from '../commands/close-account.command.js';
import { LogIn } from '../commands/log-in.command.js';
import { RenewSession } from '../commands/renew-session.command.js';
import { RegisterUser } from '../commands/register-user.command.js';
import { RenameUser } from '../commands/rename-user.command.js';
import { GetAccount } from '../queries/get-account.query.js';
import { closedAccount } from './closed-account.js';
import { LogInDto, RefreshTokenDto, RegisterUserDto, RenameUserDto } from './users.dto.js';
import { Account, ClosedAccount, RegisteredUser, RenamedUser, Session } from './users.types.js';

@Resolver()
export class UsersResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query(() => Account, { nullable: true })
  @Authenticated()
  me(@Caller() { id }: Principal) {
    return this.queries.execute(new GetAccount(id));
  }

  @Mutation(() => RegisteredUser, { nullable: true })
  @Anonymous()
  registerUser(@Args('input') { email, password, name }: RegisterUserDto) {
    return this.commands.execute(new RegisterUser(email, password, name));
  }

  @Mutation(() => RenamedUser, { nullable: true, description: 'Renames who asks.' })
  @Authenticated()
  async renameUser(@Args('input') { name }: RenameUserDto, @Caller() { id: userId }: Principal) {
    await this.commands.execute(new RenameUser(userId, name));
    return { userId, name };
  }

  @Mutation(() => ClosedAccount, { nullable: true, description: 'Closes the account of who asks, for ever.' })
  @Authenticated()
  async closeAccount(@Caller() { id }: Principal) {
    await this.commands.execute(new CloseAccount(id));
    return closedAccount(id);
  }

  @Mutation(() => Session, { nullable: true })
  @Anonymous()
  @RerunOnRepeat()
  logIn(@Args('input') { email, password }: LogInDto, @CallerAddress() address: string) {
    return this.commands.execute(new LogIn(email, password, address));
  }

  @Mutation(() => Session, { nullable: true })
  @Anonymous()
  @RerunOnRepeat()
  refreshSession(@Args() { refreshToken }: RefreshTokenDto) {
    return this.commands.execute(new RenewSession(refreshToken));
  }
}
