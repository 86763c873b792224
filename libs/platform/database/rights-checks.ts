import type { Queryable } from './database.js';
import { examineServer, type Finding, UnfitServer } from './server-checks.js';

interface Rights {
  readonly role: string;
  readonly name: string;
  readonly events: string;
  readonly owner: string;
  readonly is_superuser: boolean;
  readonly is_owner: boolean;
  readonly surplus: readonly string[];
  readonly missing: readonly string[];
}

/** What the role that runs must not have a right to do, and why: what the log promises rests on it. */
const because: Readonly<Record<string, string>> = {
  events: 'events, which are for ever',
  log_head: 'log_head, which counts the events',
  archive_files: 'archive_files, which name the files of older events',
  archive_blocks: 'archive_blocks, which say where older events are',
  archived_streams: 'archived_streams, which say where older events are',
};

/**
 * Looks whether the role that asks may do more to the events of its schema, and to what says where they are, than to read
 * and append them. Asked by the role with which a context runs.
 */
export async function examineRights(database: Queryable): Promise<readonly Finding[]> {
  const { rows } = await database.query<Rights>(rights);
  const found = rows.flatMap((rights) => {
    const [may, remedy] = complaintOf(rights) ?? [];
    if (may === undefined) return [];
    return [{ check: 'rights', isFatal: true, problem: `The role ${rights.role} ${may}: ${remedy}.` } as const];
  });
  return rows.some(({ is_superuser, is_owner }) => is_superuser || is_owner) ? found.slice(0, 1) : found;
}

/** Refuses a database that is unfit for a context; what somebody should know all the same is returned. */
export async function refuseUnfitServer(database: Queryable): Promise<readonly Finding[]> {
  const found = [...(await examineServer(database)), ...(await examineRights(database))];
  const fatal = found.filter(({ isFatal }) => isFatal);
  if (fatal.length > 0) throw new UnfitServer(fatal.map(({ problem }) => problem).join('\n'));
  return found;
}

function complaintOf({
  role,
  name,
  events,
  owner,
  is_superuser,
  is_owner,
  surplus,
  missing,
}: Rights): readonly [may: string, remedy: string] | undefined {
  if (is_superuser) return ['is a superuser and may change events', `run "alter role ${role} nosuperuser"`];
  if (is_owner) return ['owns the events or may act as their owner', `run "revoke ${owner} from ${role}"`];
  if (surplus.length > 0) {
    const what = surplus.join(', ');
    return [`may ${what} ${because[name]}`, `run "revoke ${what} on ${events} from ${role}"`];
  }
  if (missing.length === 0) return undefined;
  const what = missing.join(', ');
  return [`may not ${what} ${name}`, `run "grant ${what} on ${events} to ${role}"`];
}

const rights = `
  select r.rolname as role, t.name, c.oid::regclass::text as events, o.rolname as owner, r.rolsuper as is_superuser,
    pg_has_role(r.oid, c.relowner, 'MEMBER') as is_owner,
    array(select lower(p) from unnest(t.surplus) p where case p
      when 'UPDATE' then has_any_column_privilege(c.oid, p) when 'INSERT' then has_any_column_privilege(c.oid, p) else has_table_privilege(c.oid, p) end) as surplus,
    array(select lower(p) from unnest(t.needed) p where not has_table_privilege(c.oid, p)) as missing
  from (values
      (1, 'events', array['SELECT', 'INSERT'], array['UPDATE', 'DELETE', 'TRUNCATE']),
      (2, 'log_head', array['SELECT', 'UPDATE'], array['INSERT', 'DELETE', 'TRUNCATE']),
      (3, 'archive_files', array['SELECT'], array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']),
      (4, 'archive_blocks', array['SELECT'], array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']),
      (5, 'archived_streams', array['SELECT'], array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
    ) t(nth, name, needed, surplus), pg_class c, pg_roles o, pg_roles r
  where c.oid = to_regclass(t.name) and o.oid = c.relowner and r.rolname = current_user
  order by t.nth`;
