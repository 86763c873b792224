import type { AppendRow } from './append.js';
import type { ArchiveRow } from './archive.js';
import type { FeedRow } from './feed.js';
import type { LatencyRow } from './latency.js';
import type { LoadRow } from './loads.js';
import type { OrdersRow } from './orders.js';
import type { RebuildRow } from './rebuild.js';
import type { Figures } from './statistics.js';

type Line = Readonly<Record<string, string | number>>;

export function appendLine(row: AppendRow): Line {
  return {
    'at once': row.concurrency,
    '÷ raw rows': row.overRawRows.toFixed(2),
    '÷ raw batches': row.overRawBatches.toFixed(2),
    'new streams': show(row.newStreams),
    'hot streams': show(row.hotStreams),
    'raw rows': show(row.rawRows),
    'raw batches': `${row.rawBatches.perSecond.toFixed(0)}/s`,
  };
}

export function archiveLine(row: ArchiveRow): Line {
  return {
    events: row.events,
    'bytes in the table': row.inTable.toFixed(0),
    'in files': row.inFile.toFixed(0),
    'in the index': row.inIndex.toFixed(0),
    'text ÷ file': row.ratio.toFixed(1),
    'moved/s': row.moved.toFixed(0),
    'put back/s': row.restored.toFixed(0),
    'read/s, table': row.readFromTable.toFixed(0),
    'read/s, archive': row.readFromArchive.toFixed(0),
    'a stream, table': row.streamFromTable.toFixed(2),
    'a stream, archive': row.streamFromArchive.toFixed(2),
  };
}

export function loadLine(row: LoadRow): Line {
  return {
    events: row.events,
    'behind the snapshot': row.behind,
    '÷ as many without': row.overShort.toFixed(2),
    p50: row.p50.toFixed(2),
    p99: row.p99.toFixed(2),
    'before the first snapshot': row.first === 0 ? '' : row.first.toFixed(0),
  };
}

export function feedLine(row: FeedRow): Line {
  return {
    'NATS ÷ log alone': row.overLog.toFixed(2),
    'over NATS': `${row.perSecond.toFixed(0)}/s`,
    'log alone': `${row.logPerSecond.toFixed(0)}/s`,
    'processor time': `${row.microseconds.toFixed(0)} µs/event`,
  };
}

export function rebuildLine(row: RebuildRow): Line {
  return {
    events: row.events,
    rows: row.rows,
    rebuilt: `${row.eventsPerSecond.toFixed(0)}/s`,
    'compared and switched': `${row.switching.toFixed(0)} ms`,
  };
}

export function orderLine(row: OrdersRow): Line {
  return {
    shop: `${row.shop} (${row.transport})`,
    connections: row.connections,
    placed: `${row.placedPerSecond.toFixed(0)}/s`,
    p50: `${row.p50} ms`,
    p99: `${row.p99} ms`,
    completed: `${row.completedPerSecond.toFixed(0)}/s`,
    failed: row.failed,
  };
}

/** A line for each process, a column for each shop. */
export function processorLines(rows: readonly OrdersRow[]): Readonly<Record<string, Line>> {
  const names = new Set(rows.flatMap(({ perOrder }) => Object.keys(perOrder)));
  const line = (cell: (row: OrdersRow) => string): Line =>
    Object.fromEntries(rows.map((row) => [row.shop, cell(row)] as const));
  const ofProcess = (name: string) =>
    line(({ perOrder, idle }) => (name in perOrder ? `${perOrder[name]!.toFixed(2)} (${idle[name]!.toFixed(0)})` : ''));
  const all = line(({ perOrder }) => sum(Object.values(perOrder)).toFixed(2));
  return { ...Object.fromEntries([...names].map((name) => [name, ofProcess(name)] as const)), all };
}

export function latencyLine(row: LatencyRow): Line {
  return {
    shop: `${row.shop} (${row.transport})`,
    orders: row.rate === undefined ? 'one at a time' : `${row.rate}/s`,
    p50: row.p50.toFixed(1),
    p99: row.p99.toFixed(1),
    effects: row.effects,
    'slowest hop, p50': slowest(row),
    'order to shipment': `p50 ${row.order.p50.toFixed(0)}  p99 ${row.order.p99.toFixed(0)}`,
  };
}

function slowest({ hops }: LatencyRow): string {
  const [hop, figures] = Object.entries(hops).toSorted(([, a], [, b]) => b.p50 - a.p50)[0] ?? [];
  return figures === undefined ? '' : `${hop} ${figures.p50.toFixed(1)}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}

function show({ perSecond, p50, p99 }: Figures): string {
  return `${perSecond.toFixed(0)}/s  p50 ${p50.toFixed(2)}  p99 ${p99.toFixed(2)} ms`;
}
