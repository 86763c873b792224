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
  constructor(url: string, setting: string, why: Error) {
    const { host, pathname, username } = new URL(url);
    super(
      `PostgreSQL at ${host}${pathname} cannot be used as ${username}: ${why.message || String(why)}. Start it, or correct the address in ${setting}.`,
      { cause: why },
    );
    this.name = 'UnreachableServer';
  }
}

/** How far the clocks of a process and of its database may differ before somebody has to know, in milliseconds. */
const clockTolerance = 5_000;

/** What is wrong with a database, in one sentence that says how to mend it. */
export interface Finding {
  readonly check: 'version' | 'durability' | 'clock' | 'rights';
  /** Whether a context must not run on it. Otherwise somebody should know. */
  readonly isFatal: boolean;
  readonly problem: string;
}

/** Looks for what may make a server forget what it has acknowledged, or judge times otherwise than this process does. */
export async function examineServer(database: Queryable, now: () => number = Date.now): Promise<readonly Finding[]> {
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [['server_version_num', ...mustBeOn]],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  return [...examineVersion(settings), ...examineDurability(settings), ...(await examineClock(database, now))];
}

function examineVersion(settings: ReadonlyMap<string, string>): readonly Finding[] {
  if (Number(settings.get('server_version_num')) >= oldestServer) return [];
  const problem = 'This PostgreSQL is older than version 15: upgrade the server, or set DATABASE_URL to a newer one.';
  return [{ check: 'version', isFatal: true, problem }];
}

function examineDurability(settings: ReadonlyMap<string, string>): readonly Finding[] {
  const off = mustBeOn.filter((name) => settings.get(name) === 'off' || settings.get(name) === 'local');
  if (off.length === 0) return [];
  const are = off.map((name) => `${name} = ${settings.get(name)}`).join(', ');
  const shall = off.map((name) => `${name} = on`).join(', ');
  const problem = `PostgreSQL runs with ${are} and would lose acknowledged events in a crash: set ${shall} in postgresql.conf and reload it.`;
  return [{ check: 'durability', isFatal: true, problem }];
}

/** The way to the server and back is no difference of clocks. */
async function examineClock(database: Queryable, now: () => number): Promise<readonly Finding[]> {
  const asked = now();
  const { rows } = await database.query<{ time: number }>(
    'select extract(epoch from clock_timestamp())::double precision * 1000 as time',
  );
  const answered = now();
  const { time } = rows[0]!;
  const apart = Math.max(asked - time, time - answered, 0);
  if (apart <= clockTolerance) return [];
  const seconds = (apart / 1_000).toFixed(1);
  const problem = `The clock of this machine is ${seconds} s ${asked > time ? 'ahead of' : 'behind'} the database's, and tokens are judged by the one, leases and timers by the other: have both machines follow the same time server.`;
  return [{ check: 'clock', isFatal: false, problem }];
}
