import type { Queryable } from './database.js';

/** Shipped SQL runs on this server version and later ones. */
const oldestServer = 150_000;

const mustBeOn = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** A server on which the promises of the log would not hold. */
export class UnfitServer extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'UnfitServer';
  }
}

/** A server that cannot be reached, or that does not let us in; the message says how to mend it. */
export class UnreachableServer extends Error {
  constructor(url: string, why: Error) {
    const { host, pathname, username } = new URL(url);
    super(
      `PostgreSQL at ${host}${pathname} cannot be used as ${username}: ${why.message || String(why)}. Start it, or correct the address in DATABASE_URL.`,
      { cause: why },
    );
    this.name = 'UnreachableServer';
  }
}

/** Refuses a server that is too old or that may forget what it has acknowledged; one sentence says how to mend it. */
export async function refuseUnfitServer(database: Queryable): Promise<void> {
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [['server_version_num', ...mustBeOn]],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  if (Number(settings.get('server_version_num')) < oldestServer) {
    throw new UnfitServer(
      'This PostgreSQL is older than version 15: upgrade the server, or set DATABASE_URL to a newer one.',
    );
  }
  const off = mustBeOn.filter((name) => settings.get(name) === 'off' || settings.get(name) === 'local');
  if (off.length > 0) {
    throw new UnfitServer(
      `PostgreSQL runs with ${off.map((name) => `${name} = ${settings.get(name)}`).join(', ')} and would lose acknowledged events in a crash: set ${off.map((name) => `${name} = on`).join(', ')} in postgresql.conf and reload it.`,
    );
  }
}
