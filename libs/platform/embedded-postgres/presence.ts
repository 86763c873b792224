import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { superuser } from './cluster.js';
import type { Placement } from './placement.js';
import { lastWords, type Postmaster } from './postmaster.js';
import { isRunning } from './processes.js';

const startPatience = 60_000;
const patienceBeforeTelling = 2_000;
const departurePatience = 250;
const presenceName = 'tearline presence';

/** The address of the maintenance database, with the superuser's password. */
export function urlOf({ port }: Postmaster, password: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}

/**
 * A connection held for as long as a process uses the server: whoever wants to shut the server down sees it.
 * Resolves as soon as the server takes connections, and to `undefined` when its process ends before that. Rejects
 * when the server refuses our password, or is not ready after a minute.
 */
export async function announcePresence(
  postmaster: Postmaster,
  placement: Placement,
  password: string,
  log: (line: string) => void,
): Promise<Client | undefined> {
  const startedAt = performance.now();
  let told = false;
  for (;;) {
    const outcome = await tryConnect(urlOf(postmaster, password));
    if (outcome instanceof Client) return outcome;
    if (!(await isRunning(postmaster.pid))) return undefined;
    const waited = performance.now() - startedAt;
    if (waited > startPatience || isRefusal(outcome)) throw await unusable(placement, outcome);
    if (waited > patienceBeforeTelling && !told) {
      log(`Waiting for PostgreSQL in ${placement.dataDirectory} (${outcome.message}) …`);
      told = true;
    }
    await sleep(25);
  }
}

/** True when nobody but this connection announces a presence; those about to leave get a moment to do so. */
export async function isLastOne(presence: Client): Promise<boolean> {
  const deadline = performance.now() + departurePatience;
  for (;;) {
    const { rows } = await presence.query<{ others: number }>(
      `SELECT count(*)::integer AS others FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name = $1`,
      [presenceName],
    );
    if (rows[0]?.others === 0) return true;
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
}

async function tryConnect(connectionString: string): Promise<Client | (Error & { code?: string })> {
  const client = new Client({
    connectionString,
    application_name: presenceName,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined); // The server went away; stop() finds that out by itself.
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    return error as Error;
  }
}

// Class 28 is a wrong user or password. Everything else passes: starting up, shutting down, not listening yet.
function isRefusal({ code }: { code?: string }): boolean {
  return code?.startsWith('28') === true;
}

async function unusable(placement: Placement, cause: Error): Promise<Error> {
  const words = await lastWords(placement);
  return new Error(`PostgreSQL in ${placement.dataDirectory} cannot be used: ${cause.message}\n${words}`, { cause });
}
