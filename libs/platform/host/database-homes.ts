import { WrongSettings } from '#platform/config';
import type { ContextHome } from '#platform/database';
import { databaseRolePrefix, databaseRoleSecret } from './settings.js';

/** Where each context of this process has its data. */
export class DatabaseHomes {
  constructor(private readonly sharedUrl: string) {}

  /** The home of a context: on the shared server, or on its own. */
  of(context: string, ownUrl: string | undefined): ContextHome {
    const adminUrl = ownUrl ?? this.sharedUrl;
    const { password, pathname } = new URL(adminUrl);
    const secret = databaseRoleSecret.value ?? decodeURIComponent(password);
    if (secret === '') {
      throw new WrongSettings([
        `The database address of ${context} carries no password to derive its role's password from. Set DATABASE_ROLE_SECRET to at least 16 characters, the same for every process.`,
      ]);
    }
    const database = pathname.slice(1) || 'postgres';
    const rolePrefix = databaseRolePrefix.value ?? database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
    return { context, adminUrl, rolePrefix, secret };
  }
}
