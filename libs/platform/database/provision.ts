import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';
import { isRefusedEntry } from './errors.js';
import { UnfitServer, UnreachableServer } from './server-checks.js';

/** Where a context's data live and who may touch them. */
export interface ContextHome {
  readonly context: string;
  /** Address with the right to create roles and schemas. */
  readonly adminUrl: string;
  /** The setting that has this address, for those who must correct it. */
  readonly setting: string;
  /** Roles of one system on one server start with this. */
  readonly rolePrefix: string;
  /** The running role's password is derived from it, so that every instance knows it. */
  readonly secret: string;
}

/** The names of a context's schema and roles. */
export function namesOf({ context, rolePrefix }: Pick<ContextHome, 'context' | 'rolePrefix'>) {
  const schema = context.replaceAll('-', '_');
  const role = `${shortened(rolePrefix, longestName - `_${schema}_owner`.length)}_${schema}`;
  return { schema, owner: `${role}_owner`, role };
}

/** PostgreSQL cuts longer names off without a word, and two roles would become one. */
const longestName = 63;

function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const rest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, length - rest.length - 1)}_${rest}`;
}

/** The address under which the context runs: its own role, which can read and write its own schema and nothing else. */
export function runningUrl(home: ContextHome): string {
  const url = new URL(home.adminUrl);
  url.username = namesOf(home).role;
  url.password = passwordOf(home);
  return url.href;
}

/**
 * Creates the context's schema and its two roles where they are missing: an owner without log-in for migrations, and the
 * role that runs. Safe to run from several processes at once and as often as wished.
 */
export async function provision(home: ContextHome): Promise<void> {
  const { schema, owner, role } = namesOf(home);
  const client = new pg.Client({
    connectionString: home.adminUrl,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
  });
  client.on('error', () => {});
  await client.connect().catch((error: Error) => {
    throw isRefusedEntry(error) ? new UnreachableServer(home.adminUrl, home.setting, error) : error;
  });
  try {
    await alone(client, async () => {
      await refuseOthers(client, home);
      await createRole(client, owner, 'nologin');
      await createRole(client, role, `login password ${pg.escapeLiteral(passwordOf(home))}`);
      await client.query(`
        grant ${quoted(owner)} to current_user;
        create schema if not exists ${quoted(schema)} authorization ${quoted(owner)};
        grant usage on schema ${quoted(schema)} to ${quoted(role)};
        alter default privileges for role ${quoted(owner)} in schema ${quoted(schema)}
          grant select, insert, update, delete on tables to ${quoted(role)};
        alter default privileges for role ${quoted(owner)} in schema ${quoted(schema)}
          grant usage, select on sequences to ${quoted(role)};`);
      await mark(client, home);
    });
  } finally {
    await client.end();
  }
}

/** Roles belong to the whole server, and so must the lock: advisory locks are per database, a role's row is not. */
async function alone(client: pg.Client, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(hashtext('tearline'), hashtext('provision'))`);
      await work();
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      if (attempt === 5 || !isRoleRace(error)) throw error;
    }
  }
}

interface Standing {
  readonly database: string;
  /** Whose schema it is; null when there is none. */
  readonly schema_owner: string | null;
  /** What a system has written on the role; null when it is new. */
  readonly mark: string | null;
  /** The other database that the mark speaks of, while there is one. */
  readonly other: string | null;
}

const standing = `select current_database() as database,
    (select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = $1) as schema_owner, marks.mark,
    (select datname::text from pg_database
      where datname <> current_database() and datname = substring(marks.mark from 'database (.+), secret')) as other
  from (select (select shobj_description(oid, 'pg_authid') from pg_roles where rolname = $2) as mark) marks`;

/** Refuses a schema that was made under other roles, and roles that another system of the same server uses. */
async function refuseOthers(client: pg.Client, home: ContextHome): Promise<void> {
  const { schema, owner, role } = namesOf(home);
  const { rows } = await client.query<Standing>(standing, [schema, role]);
  const { schema_owner: found, mark: known, other } = rows[0]!;
  if (found !== null && found !== owner)
    throw new UnfitServer(
      `The schema ${schema} belongs to the role ${found}, and with this DATABASE_ROLE_PREFIX it would be ${owner}: set DATABASE_ROLE_PREFIX to what it was when the schema was made, or rename that role and the one that runs.`,
    );
  if (known !== null && other !== null && !known.endsWith(secretIn(home)))
    throw new UnfitServer(
      `The role ${role} is used by another system of this server, with the database ${other} and another DATABASE_ROLE_SECRET: set DATABASE_ROLE_PREFIX to something of your own, or give both the same secret if they are one system.`,
    );
}

/** Writes on the role who uses it. */
async function mark(client: pg.Client, home: ContextHome): Promise<void> {
  const { schema, role } = namesOf(home);
  const { rows } = await client.query<Standing>(standing, [schema, role]);
  const { mark: known, database, other } = rows[0]!;
  const wanted = `Tearline: database ${database}, secret ${secretIn(home)}`;
  if (known === wanted || (other !== null && known?.endsWith(secretIn(home)) === true)) return;
  await client.query(`comment on role ${quoted(role)} is ${pg.escapeLiteral(wanted)}`);
}

/** Enough of the secret to tell two apart, and far too little to find it. */
function secretIn({ secret }: ContextHome): string {
  return createHmac('sha256', secret).update('mark of the role').digest('hex').slice(0, 6);
}

/** Another database of the same server was creating the same role. */
function isRoleRace(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '23505' || code === '42710' || (code === 'XX000' && /concurrently updated/.test(message ?? ''));
}

async function createRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${quoted(name)} ${attributes}`);
  else if (attributes !== 'nologin') await client.query(`alter role ${quoted(name)} ${attributes}`);
}

function passwordOf({ secret, context }: ContextHome): string {
  return createHmac('sha256', secret).update(`database role of ${context}`).digest('base64url');
}

function quoted(identifier: string): string {
  return pg.escapeIdentifier(identifier);
}
