import { mkdir, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';
import pg from 'pg';
import { type AppendRow, measureAppends } from './append.js';
import { measureOrders, type OrdersRow } from './orders.js';
import type { Figures } from './statistics.js';

const quick = process.argv.includes('--quick');
const rounds = quick ? 1 : 5;
const milliseconds = quick ? 1_000 : 2_000;
const seconds = quick ? 5 : 15;

const startedAt = new Date().toISOString();
const loadBefore = loadavg()[0]!;
if (loadBefore > 0.5)
  console.log(`The machine is busy (load ${loadBefore.toFixed(2)}): the figures will be low and uneven.`);

const folder = resolve('.data', `bench-${process.pid}`);
const postgres = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), log: console.log });
try {
  const machine = await describeMachine(postgres.url);
  console.log(machine.line);
  console.log(
    `\nAppends: ${rounds} rounds in turns, medians. Raw rows: one insert a commit. Raw batches: one writer, 100 rows a commit.`,
  );
  const appends = await measureAppends(postgres.url, rounds, milliseconds);
  console.table(appends.map(appendLine));
  console.log(
    `\nOrders over HTTP for ${seconds} s, all consumers running. Completed: stock reserved, paid, shipment prepared.`,
  );
  const orders = await measureOrders(postgres.url, 64, seconds);
  console.table([orderLine(orders)]);
  await keep({ startedAt, machine, loadBefore, appends, orders });
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function describeMachine(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string; fsync: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
  );
  await client.end();
  const { version, fsync } = rows[0]!;
  const [cpu] = cpus();
  const line = `${cpus().length} × ${cpu!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, PostgreSQL ${version}, fsync ${fsync}`;
  return { line, cpus: cpus().length, node: process.versions.node, postgres: version, fsync };
}

function appendLine(row: AppendRow) {
  return {
    'at once': row.concurrency,
    'new streams': show(row.newStreams),
    'hot streams': show(row.hotStreams),
    'raw rows': show(row.rawRows),
    'raw batches': `${row.rawBatches.perSecond.toFixed(0)}/s`,
    '÷ raw rows': row.overRawRows.toFixed(2),
    '÷ raw batches': row.overRawBatches.toFixed(2),
  };
}

function orderLine(row: OrdersRow) {
  return {
    connections: row.connections,
    placed: `${row.placedPerSecond.toFixed(0)}/s`,
    p50: `${row.p50} ms`,
    p99: `${row.p99} ms`,
    completed: `${row.completedPerSecond.toFixed(0)}/s`,
    failed: row.failed,
  };
}

function show({ perSecond, p50, p99 }: Figures): string {
  return `${perSecond.toFixed(0)}/s  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2)} ms`;
}

async function keep(results: object): Promise<void> {
  const directory = join('bench', 'results');
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${startedAt.replaceAll(':', '-')}.json`);
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}
