import type { Pool, PoolClient } from 'pg';
import type { Checkpoint, ContextLog, HeldStream } from './logs.js';

/** Read models with one row for each stream, and the version that it shows. */
const views: Readonly<Record<string, { table: string; key: string; category: string }>> = {
  catalog: { table: 'product_view', key: 'sku', category: 'catalog.product' },
  orders: { table: 'order_view', key: 'order_id', category: 'orders.order' },
  payments: { table: 'payment_view', key: 'payment_id', category: 'payments.payment' },
  shipping: { table: 'shipment_view', key: 'shipment_id', category: 'shipping.shipment' },
};

/** Reads the logs of all contexts that a database holds, all as of one moment. */
export async function readLogs(database: Pool): Promise<ContextLog[]> {
  const client = await database.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ context: string }>(
      `SELECT table_schema AS context FROM information_schema.tables WHERE table_name = 'log_head' ORDER BY 1`,
    );
    const logs: ContextLog[] = [];
    for (const { context } of rows) logs.push(await readLog(client, context));
    await client.query('COMMIT');
    return logs;
  } finally {
    client.release(true);
  }
}

async function readLog(client: PoolClient, context: string): Promise<ContextLog> {
  await client.query(`SET LOCAL search_path TO ${client.escapeIdentifier(context)}`);
  const { rows } = await client.query<Pick<ContextLog, 'head' | 'events' | 'lastPosition' | 'timers'>>(
    `SELECT (SELECT position::integer FROM log_head) AS head, (SELECT count(*)::integer FROM timers) AS timers,
            count(*)::integer AS events, coalesce(max(position), 0)::integer AS "lastPosition" FROM events`,
  );
  return {
    context,
    ...rows[0]!,
    brokenStreams: await column(client, 'SELECT stream FROM events GROUP BY stream HAVING count(*) <> max(version)'),
    checkpoints: await table<Checkpoint>(client, 'SELECT consumer, source, position::integer FROM checkpoints'),
    held: await table<HeldStream>(client, 'SELECT consumer, stream, status FROM held_streams'),
    staleRows: await staleRows(client, context),
  };
}

async function staleRows(client: PoolClient, context: string): Promise<string[]> {
  const view = views[context];
  if (view === undefined) return [];
  return column(
    client,
    `SELECT '${view.table} ' || ${view.key} FROM ${view.table} v WHERE version IS DISTINCT FROM
       (SELECT max(e.version) FROM events e WHERE e.stream = '${view.category}-' || v.${view.key})`,
  );
}

async function table<Row extends object>(client: PoolClient, query: string): Promise<Row[]> {
  return (await client.query<Row>(query)).rows;
}

async function column(client: PoolClient, query: string): Promise<string[]> {
  const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' });
  return rows.map(([value]) => value!);
}
