import { mkdir, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '#platform/embedded-postgres';
import pg from 'pg';
import { measureAppends } from './append.js';
import { measureArchive } from './archive.js';
import { measureFeed } from './feed.js';
import { latencyAtRest, latencyUnderLoad } from './latency.js';
import { measureLoads } from './loads.js';
import { compareOrders } from './orders.js';
import { measureRebuild } from './rebuild.js';
import { openMonolith, openSplit, type Shop } from './shops.js';
import * as tables from './tables.js';

const quick = process.argv.includes('--quick');
const chosen = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const wants = (part: string) => chosen?.includes(part) ?? true;

process.env['LOG_LEVEL'] ??= 'error';

const startedAt = new Date().toISOString();
const loadBefore = loadavg()[0]!;
if (loadBefore > 0.5)
  console.log(`The machine is busy (load ${loadBefore.toFixed(2)}): the figures will be low and uneven.`);

const folder = resolve('.data', `bench-${process.pid}`);
const results: Record<string, unknown> = { startedAt, loadBefore };
const postgres = await startEmbeddedPostgres({
  directory: join(folder, 'postgres'),
  settings: { track_commit_timestamp: 'on' },
  log: console.log,
});
try {
  const machine = await describeMachine(postgres.url);
  console.log(machine.line);
  results['machine'] = machine;
  if (wants('appends')) await appends();
  if (wants('loads')) await loads();
  if (wants('archive')) await archive();
  if (wants('feed')) await feed();
  if (wants('rebuild')) await rebuild();
  if (wants('orders') || wants('latency')) await shops();
  await keep(results);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function appends(): Promise<void> {
  const rounds = quick ? 1 : 5;
  console.log(
    `\nAppends: ${rounds} rounds in turns, medians. Raw rows: one insert a commit. Raw batches: one writer, 100 rows a commit.`,
  );
  const rows = await measureAppends(postgres.url, rounds, quick ? 1_000 : 2_000);
  console.table(rows.map(tables.appendLine));
  results['appends'] = rows;
}

async function loads(): Promise<void> {
  const turns = quick ? 300 : 2_000;
  console.log(`\nLoads of streams that memory does not know: ${turns} of each in turns, milliseconds.`);
  const rows = await measureLoads(postgres.url, turns);
  console.table(rows.map(tables.loadLine));
  results['loads'] = rows;
}

async function archive(): Promise<void> {
  const streams = quick ? 2_000 : 20_000;
  console.log(`\nArchive: ${streams} closed streams, 7 events each, moved, read through and put back.`);
  const row = await measureArchive(postgres.url, join(folder, 'archive'), streams);
  console.table([tables.archiveLine(row)]);
  results['archive'] = row;
}

async function feed(): Promise<void> {
  const events = quick ? 20_000 : 100_000;
  console.log(`\nFeed over NATS: ${events} events from the log by the relay and the broker to one reader.`);
  const row = await measureFeed(postgres.url, join(folder, 'feed'), events).catch((error: Error) => {
    console.log(`It is left out: ${error.message}`);
  });
  if (row === undefined) return;
  console.table([tables.feedLine(row)]);
  results['feed'] = row;
}

async function rebuild(): Promise<void> {
  const events = quick ? 40_000 : 200_000;
  console.log(
    `\nRebuild: ${events} events of the log into a read model beside the one that serves, one row for four events.`,
  );
  const row = await measureRebuild(postgres.url, events);
  console.table([tables.rebuildLine(row)]);
  results['rebuild'] = row;
}

async function shops(): Promise<void> {
  const monolith = await openMonolith(postgres.url);
  try {
    const split = await openSplit(postgres.url, join(folder, 'split'));
    try {
      await measureShops([monolith, split]);
    } finally {
      await split.close();
    }
  } finally {
    await monolith.close();
  }
}

async function measureShops(both: readonly [Shop, Shop]): Promise<void> {
  const options = { server: postgres.pid, connections: 64, rounds: quick ? 2 : 5, seconds: quick ? 4 : 8 };
  console.log(
    `\nOrders over HTTP, all consumers running: ${options.rounds} rounds of ${options.seconds} s in turns, medians. Completed: stock reserved, paid, shipment prepared.`,
  );
  const orders = await compareOrders(both, options);
  results['orders'] = orders;
  console.log(
    `Split over one process: placed × ${orders.placedRatio.toFixed(2)}, completed × ${orders.completedRatio.toFixed(2)}.`,
  );
  console.table(orders.rows.map(tables.orderLine));
  console.log('Processor milliseconds per completed order, and in parentheses per second without orders.');
  console.table(tables.processorLines(orders.rows));
  if (!wants('latency')) return;
  console.log(
    '\nEvent latency: from the commit of an event to the commit of its effect in another context, in milliseconds.',
  );
  const latencies = [];
  for (const [index, shop] of both.entries()) {
    const rate = Math.max(1, Math.round(orders.rows[index]!.completedPerSecond / 2));
    latencies.push(await latencyAtRest(shop, quick ? 5 : 10), await latencyUnderLoad(shop, rate, quick ? 5 : 10));
  }
  results['latencies'] = latencies;
  console.table(latencies.map(tables.latencyLine));
}

async function describeMachine(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ version: string; durability: string }>(
    `select current_setting('server_version') as version,
       'fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')
         || ', full_page_writes ' || current_setting('full_page_writes') as durability`,
  );
  await client.end();
  const { version, durability } = rows[0]!;
  const [cpu] = cpus();
  const line = `${cpus().length} × ${cpu!.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, PostgreSQL ${version}, ${durability}`;
  return { line, cpus: cpus().length, node: process.versions.node, postgres: version, durability };
}

async function keep(kept: object): Promise<void> {
  const directory = join('bench', 'results');
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${startedAt.replaceAll(':', '-')}.json`);
  await writeFile(file, `${JSON.stringify(kept, undefined, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}
