import { type Setting, WrongSettings } from '#platform/config';
import type { ContextHome } from '#platform/database';
import { databaseUrl } from '#platform/process';
import { databaseRolePrefix, databaseRoleSecret } from './settings.js';

/** Where each context of this process has its data. */
export class DatabaseHomes {
  constructor(private readonly sharedUrl: string) {}

  /** The home of a context: on the shared server, or on its own. */
  of(context: string, ownServer?: Setting<string | undefined>): ContextHome {
    const ownUrl = ownServer?.value;
    const adminUrl = ownUrl ?? this.sharedUrl;
    const setting = ownUrl === undefined ? databaseUrl.name : ownServer!.name;
    const { password, pathname } = new URL(adminUrl);
    const secret = databaseRoleSecret.value ?? decodeURIComponent(password);
    if (secret === '') {
      throw new WrongSettings([
        `The database address of ${context} carries no password to derive its role's password from. Set DATABASE_ROLE_SECRET to at least 16 characters, the same for every process.`,
      ]);
    }
    const database = pathname.slice(1) || 'postgres';
    const rolePrefix = databaseRolePrefix.value ?? database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
    return { context, adminUrl, setting, rolePrefix, secret };
  }
}
