import type { Queryable } from '#platform/database';
import type { ServerFigures } from './judge-server.js';

/** Asks a server for all that `judgeServer` wants to know, in a few statements. */
export async function readServer(database: Queryable, connectionsWanted: number): Promise<ServerFigures> {
  const { rows } = await database.query<{
    figures: Omit<ServerFigures, 'connectionsWanted' | 'walBytes' | 'idleSlots'>;
  }>(statement);
  return {
    ...rows[0]!.figures,
    connectionsWanted,
    walBytes: await walBytesOf(database),
    idleSlots: await idleSlotsOf(database),
  };
}

/** Not everybody may look into that folder. */
async function walBytesOf(database: Queryable): Promise<number | null> {
  try {
    const { rows } = await database.query<{ bytes: number }>(
      'select sum(size)::double precision as bytes from pg_ls_waldir()',
    );
    return rows[0]!.bytes;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return null;
    throw error;
  }
}

async function idleSlotsOf(database: Queryable): Promise<ServerFigures['idleSlots']> {
  const { rows } = await database.query<ServerFigures['idleSlots'][number]>(
    `select slot_name as name, pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
       else pg_current_wal_lsn() end, restart_lsn)::double precision as bytes
     from pg_replication_slots where not active and restart_lsn is not null`,
  );
  return rows;
}

const statement = `
  select json_build_object(
    'version', current_setting('server_version'),
    'isReplica', pg_is_in_recovery(),
    'role', current_user,
    'mayProvision', (select rolsuper or (rolcreaterole and has_database_privilege(current_database(), 'create'))
      from pg_roles where rolname = current_user),
    'connections', json_build_object(
      'used', (select count(*) from pg_stat_activity where backend_type = 'client backend'),
      'most', current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer),
    'bytes', pg_database_size(current_database()),
    'archiving', (select json_build_object(
      'isOn', current_setting('archive_mode') <> 'off',
      'isFailing', last_failed_time is not null and last_failed_time > coalesce(last_archived_time, '-infinity'),
      'lastFailure', last_failed_time) from pg_stat_archiver),
    'transactionsLeft', (select 2000000000 - max(age(datfrozenxid)) from pg_database),
    'brokenPages', (select case when current_setting('data_checksums') = 'on' then sum(checksum_failures) end
      from pg_stat_database),
    'oldestTransaction', (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::double precision
      from pg_stat_activity where backend_type = 'client backend' and xact_start is not null)
  ) as figures`;
