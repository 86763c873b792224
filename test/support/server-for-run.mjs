// The PostgreSQL of the test runs of this checkout. It keeps its folder, and runs side by side share it; the last one
// to leave shuts it down. Every run has databases of its own, told apart by its process id.
import { resolve } from 'node:path';
import { Client } from 'pg';
import { isRunning, startEmbeddedPostgres } from '#platform/embedded-postgres';

const directory = resolve(import.meta.dirname, '../../.data/test-postgres');
const prefix = 'tearline_test_';
/** Several whole shops run on it at the same time, each with connections for six contexts. */
const settings = { max_connections: '400' };

let postgres;
let users = 0;

/** Jest calls this once per tier; the first call starts the server. */
export async function joinServer() {
  users += 1;
  process.env['TEST_RUN'] ??= `${prefix}${process.pid}_`;
  if (process.env['TEST_DATABASE_URL'] !== undefined) return;
  postgres = await startEmbeddedPostgres({ directory, settings, log: console.error });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  await dropLeftovers(async (name) => !(await isRunning(Number(name.slice(prefix.length).split('_')[0]))));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void leaveOnSignal(signal));
}

/** Drops what this run left and, when nobody else uses the server, stops it. */
export async function leaveServer() {
  users -= 1;
  if (users > 0) return;
  await dropLeftovers((name) => name.startsWith(process.env['TEST_RUN']));
  await postgres?.stop();
  postgres = undefined;
}

async function leaveOnSignal(signal) {
  users = 1;
  await leaveServer().catch((error) => console.error(error.message));
  process.kill(process.pid, signal);
}

/** Databases first: a role that owns something cannot go. One run after the other: two cannot drop the same. */
async function dropLeftovers(isOurs) {
  const client = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [prefix]);
    for (const name of await ofRuns(client, 'SELECT datname AS name FROM pg_database', isOurs))
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`);
    for (const name of await ofRuns(client, 'SELECT rolname AS name FROM pg_roles', isOurs))
      await client.query(`DROP ROLE IF EXISTS ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function ofRuns(client, names, isOurs) {
  const { rows } = await client.query(names);
  const found = rows.map(({ name }) => name).filter((name) => /^tearline_test_\d+_/.test(name));
  const ours = await Promise.all(found.map(isOurs));
  return found.filter((_, nth) => ours[nth]);
}
