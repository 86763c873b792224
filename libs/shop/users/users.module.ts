import { Module } from '@nestjs/common';
import { context } from '#platform/host';
import { AccountsController } from './api/accounts.controller.js';
import { KeysController } from './api/keys.controller.js';
import { SessionsController } from './api/sessions.controller.js';
import { SigningKeysController } from './api/signing-keys.controller.js';
import { UsersController } from './api/users.controller.js';
import { UsersResolver } from './api/users.resolver.js';
import { ChangeRolesHandler } from './commands/change-roles.command.js';
import { CloseAccountHandler } from './commands/close-account.command.js';
import { EndSessionHandler } from './commands/end-session.command.js';
import { EnsureAdministrator } from './commands/ensure-administrator.js';
import { LogInThrottle } from './commands/log-in-throttle.js';
import { LogInHandler } from './commands/log-in.command.js';
import { RegisterUserHandler } from './commands/register-user.command.js';
import { RenameUserHandler } from './commands/rename-user.command.js';
import { RetireKeysHandler } from './commands/retire-keys.command.js';
import { RenewSessionHandler } from './commands/renew-session.command.js';
import { usersPersonalData } from './domain/users.personal-data.js';
import { publishUsers } from './integration/publish-users.js';
import { SigningKey } from './keys/signing-key.js';
import { SigningKeys } from './keys/signing-keys.js';
import { CreateSessions1763700000102 } from './migrations/create-sessions.js';
import { CreateUsersTables1763700000101 } from './migrations/create-users-tables.js';
import { AccountProjection, AccountView } from './projections/account.projection.js';
import { GetAccountHandler } from './queries/get-account.query.js';
import { ListAccountsHandler } from './queries/list-accounts.query.js';
import { Sessions } from './sessions/sessions.js';

const ofAccounts = [RegisterUserHandler, RenameUserHandler, ChangeRolesHandler, CloseAccountHandler];
const ofSessions = [LogInHandler, RenewSessionHandler, EndSessionHandler, RetireKeysHandler];
const queries = [GetAccountHandler, ListAccountsHandler];
const projections = [AccountProjection];
const credentials = [SigningKeys, Sessions, LogInThrottle, EnsureAdministrator];
const entities = [AccountView, SigningKey];
const migrations = [CreateUsersTables1763700000101, CreateSessions1763700000102];

// No `exports`: other contexts know this one only by its contracts.
@Module({
  imports: [context({ name: 'users', publish: publishUsers, personalData: usersPersonalData, entities, migrations })],
  controllers: [UsersController, AccountsController, SessionsController, KeysController, SigningKeysController],
  providers: [UsersResolver, ...ofAccounts, ...ofSessions, ...queries, ...projections, ...credentials],
})
export class UsersModule {}
