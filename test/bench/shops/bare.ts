import { onServer } from '../logs/databases.js';
import { startProgram, stop } from './programs.js';

/** Runs work beside a server that does one bare statement a request, on a table with these orders. */
export async function withBare<T>(
  kind: 'nest' | 'fastify',
  databaseUrl: string,
  stored: Readonly<Record<string, object>>,
  work: (origin: string) => Promise<T>,
): Promise<T> {
  await onServer(databaseUrl, 'create table bare_orders (id uuid primary key, body json not null)');
  for (const [id, body] of Object.entries(stored))
    await onServer(databaseUrl, 'insert into bare_orders (id, body) values ($1, $2)', [id, body]);
  const program = ['dist/test/bench/shops/bare-server.js', kind];
  const { child, origin } = await startProgram(program, { DATABASE_URL: databaseUrl }, /is open: (http\S+)/);
  try {
    return await work(origin);
  } finally {
    await stop(child);
  }
}
