import pg from 'pg';

/** Makes an empty database on a server and answers with its address. */
export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

/** Runs work with a database of its own, which is gone afterwards. */
export async function withDatabase<T>(serverUrl: string, name: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = await createDatabase(serverUrl, name);
  try {
    return await work(url);
  } finally {
    await onServer(serverUrl, `drop database ${name} with (force)`);
  }
}

/** Runs one statement with a connection of its own. */
export async function onServer<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
