import type { Queryable } from './database.js';
import { examineServer, type Finding, UnfitServer } from './server-checks.js';

interface Rights {
  readonly role: string;
  readonly events: string;
  readonly owner: string;
  readonly is_superuser: boolean;
  readonly is_owner: boolean;
  readonly surplus: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Looks whether the role that asks may do more to the events of its schema than to read and append them. Asked by the role
 * with which a context runs.
 */
export async function examineRights(database: Queryable): Promise<readonly Finding[]> {
  const { rows } = await database.query<Rights>(rights);
  return rows.flatMap(({ role, events, owner, ...rights }) => {
    const [may, remedy] = complaintOf(role, events, owner, rights) ?? [];
    if (may === undefined) return [];
    return [{ check: 'rights', isFatal: true, problem: `The role ${role} ${may}: ${remedy}.` } as const];
  });
}

/** Refuses a database that is unfit for a context; what somebody should know all the same is returned. */
export async function refuseUnfitServer(database: Queryable): Promise<readonly Finding[]> {
  const found = [...(await examineServer(database)), ...(await examineRights(database))];
  const fatal = found.filter(({ isFatal }) => isFatal);
  if (fatal.length > 0) throw new UnfitServer(fatal.map(({ problem }) => problem).join('\n'));
  return found;
}

function complaintOf(
  role: string,
  events: string,
  owner: string,
  { is_superuser, is_owner, surplus, missing }: Omit<Rights, 'role' | 'events' | 'owner'>,
): readonly [may: string, remedy: string] | undefined {
  if (is_superuser) return ['is a superuser and may change events', `run "alter role ${role} nosuperuser"`];
  if (is_owner) return ['owns the events or may act as their owner', `run "revoke ${owner} from ${role}"`];
  if (surplus.length > 0) {
    const what = surplus.join(', ');
    return [`may ${what} events, which are for ever`, `run "revoke ${what} on ${events} from ${role}"`];
  }
  if (missing.length === 0) return undefined;
  const what = missing.join(', ');
  return [`may not ${what} events`, `run "grant ${what} on ${events} to ${role}"`];
}

const rights = `
  select r.rolname as role, c.oid::regclass::text as events, o.rolname as owner, r.rolsuper as is_superuser,
    pg_has_role(r.oid, c.relowner, 'MEMBER') as is_owner,
    array(select lower(p) from unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p where case p
      when 'UPDATE' then has_any_column_privilege(c.oid, p) else has_table_privilege(c.oid, p) end) as surplus,
    array(select lower(p) from unnest(array['SELECT', 'INSERT']) p where not has_table_privilege(c.oid, p)) as missing
  from pg_class c, pg_roles o, pg_roles r
  where c.oid = to_regclass('events') and o.oid = c.relowner and r.rolname = current_user`;
