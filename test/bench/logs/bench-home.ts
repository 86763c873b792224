import type { ContextHome } from '#platform/database';

/** Where a context that is only measured has its data; its roles are called by the database unless they are called otherwise. */
export function benchHome(adminUrl: string, rolePrefix = new URL(adminUrl).pathname.slice(1)): ContextHome {
  return { context: 'bench', adminUrl, setting: 'DATABASE_URL', rolePrefix, secret: 'only for measuring' };
}
