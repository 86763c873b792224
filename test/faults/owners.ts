import { Pool } from 'pg';
import type { KillableProcess } from './killable-process.js';

/** Which process owns which consumers of a context, as the locks in the database say. */
export class Owners {
  private readonly database: Pool;

  constructor(databaseUrl: string) {
    this.database = new Pool({ connectionString: databaseUrl, max: 2 });
    this.database.on('error', () => undefined);
  }

  /** The consumers that the processes of a context own at this moment, by process id. */
  async byPid(context: string): Promise<ReadonlyMap<number, readonly string[]>> {
    const { rows } = await this.database.query<{ pid: string; consumer: string }>(
      `SELECT substring(application_name FROM ':(\\d+)\\)$') AS pid, objid::text AS consumer
       FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND datname = current_database() AND application_name LIKE $1`,
      [`tearline ${context} consumers (%`],
    );
    const owned = Map.groupBy(rows, ({ pid }) => Number(pid));
    return new Map([...owned].map(([pid, all]) => [pid, all.map(({ consumer }) => consumer).toSorted()]));
  }

  /** The consumers that somebody owns. */
  async all(context: string): Promise<readonly string[]> {
    return [...(await this.byPid(context)).values()].flat().toSorted();
  }

  async of(context: string, { pid }: KillableProcess): Promise<readonly string[]> {
    return (await this.byPid(context)).get(pid!) ?? [];
  }

  /** Of several processes the one that owns most. */
  async most(context: string, processes: readonly KillableProcess[]): Promise<KillableProcess> {
    const owned = await this.byPid(context);
    const count = ({ pid }: KillableProcess) => owned.get(pid!)?.length ?? 0;
    return processes.toSorted((a, b) => count(b) - count(a))[0]!;
  }

  async end(): Promise<void> {
    await this.database.end();
  }
}
