import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** A database that nobody else uses. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Makes an empty database, or a copy of `template` (see `templateDatabase`), on the server of this test run.
 * `drop` ends whatever is still connected to it. Databases that a test forgets are dropped at the end of the run.
 */
export async function createTestDatabase({ template }: { template?: string } = {}): Promise<TestDatabase> {
  const name = `${runPrefix()}${randomUUID().replaceAll('-', '')}`;
  await onServer((server) => create(server, name, template));
  return { url: urlOf(name), drop: () => onServer((server) => drop(server, name)) };
}

/**
 * The name of a database that `prepare` has filled, once per test run, whichever test file comes first. `prepare` gets
 * the address of an empty database and has to close its connections.
 */
export async function templateDatabase(name: string, prepare: (url: string) => Promise<void>): Promise<string> {
  const template = `${runPrefix()}template_${name}`;
  return onServer(async (server) => {
    await server.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
    if (await exists(server, template)) return template;
    const draft = `${template}_draft`;
    await drop(server, draft);
    await create(server, draft);
    await prepare(urlOf(draft));
    await server.query(
      `ALTER DATABASE ${server.escapeIdentifier(draft)} RENAME TO ${server.escapeIdentifier(template)}`,
    );
    return template;
  });
}

async function create(server: Client, name: string, template = 'template0'): Promise<void> {
  await server.query(`CREATE DATABASE ${server.escapeIdentifier(name)} TEMPLATE ${server.escapeIdentifier(template)}`);
}

async function drop(server: Client, name: string): Promise<void> {
  await server.query(`DROP DATABASE IF EXISTS ${server.escapeIdentifier(name)} WITH (FORCE)`);
}

async function exists(server: Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

async function onServer<T>(work: (server: Client) => Promise<T>): Promise<T> {
  const server = new Client({ connectionString: serverUrl(), connectionTimeoutMillis: 5_000, keepAlive: true });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function serverUrl(): string {
  return fromRun('TEST_DATABASE_URL');
}

function runPrefix(): string {
  return fromRun('TEST_RUN');
}

function fromRun(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: only *.int.spec.ts and *.e2e.spec.ts have a database.`);
  return value;
}
