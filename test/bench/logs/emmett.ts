import { randomUUIDv7 } from 'node:crypto';
import type pg from 'pg';
import { counted, metadata } from './counter.js';
import { onServer } from './databases.js';
import { peerPackage } from './peers.js';

interface Store {
  readonly schema: { migrate(): Promise<unknown> };
  appendToStream(stream: string, events: readonly object[], options: object): Promise<unknown>;
  aggregateStream(
    stream: string,
    options: { readonly evolve: (count: number) => number; readonly initialState: () => number },
  ): Promise<{ readonly state: number; readonly currentStreamVersion: bigint }>;
  close(): Promise<void>;
}

interface Consumer {
  projector(options: object): unknown;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What we use of Emmett. */
interface EmmettPostgres {
  getPostgreSQLEventStore(url: string, options: object): Store;
  postgreSQLEventStoreConsumer(options: object): Consumer;
  postgreSQLRawBatchSQLProjection(options: object): object;
}
interface Dumbo {
  /** Puts values into a statement; `%L` is a literal. */
  sql(text: string, ...values: unknown[]): string;
}

/** An event that is projected. */
interface StoredTotal {
  readonly data: { readonly counter: string; readonly total: number };
}

/** A peer: Emmett with its PostgreSQL event store, in the tables that it makes. */
export class Emmett {
  private constructor(
    private readonly store: Store,
    private readonly pool: pg.Pool,
    private readonly url: string,
  ) {}

  static async open(url: string, connections: number): Promise<Emmett> {
    const { Pool } = peerPackage('pg') as typeof pg;
    const pool = new Pool({ connectionString: url, max: connections });
    pool.on('error', () => {});
    const { getPostgreSQLEventStore } = peerPackage('@event-driven-io/emmett-postgresql') as EmmettPostgres;
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
    await store.schema.migrate();
    return new Emmett(store, pool, url);
  }

  async append(events: number): Promise<number> {
    const added = Array.from({ length: events }, () => ({ ...counted, metadata }));
    await this.store.appendToStream(streamOf(randomUUIDv7()), added, {
      expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
    });
    return events;
  }

  async loadAndAppend(id: string): Promise<number> {
    const stream = streamOf(id);
    const { currentStreamVersion } = await this.store.aggregateStream(stream, {
      evolve: (count) => count + 1,
      initialState: () => 0,
    });
    await this.store.appendToStream(stream, [{ ...counted, metadata }], {
      expectedStreamVersion: currentStreamVersion,
    });
    return 1;
  }

  async fill(ids: readonly string[], eventsEach: number): Promise<void> {
    await this.insert(ids.map(streamOf), eventsEach, fillMessages, JSON.stringify(counted.data));
  }

  /** Stores events for a projection: so many streams of four. */
  async fillTotals(streams: number): Promise<void> {
    await this.insert(
      Array.from({ length: streams }, () => streamOf(randomUUIDv7())),
      4,
      fillTotals,
    );
  }

  /** Brings all stored events into a table, each batch by one statement, from the beginning. */
  async project(table: string, processorId: string, batchSize: number): Promise<void> {
    const emmett = peerPackage('@event-driven-io/emmett-postgresql') as EmmettPostgres;
    const { sql } = peerPackage('@event-driven-io/dumbo') as Dumbo;
    const consumer = emmett.postgreSQLEventStoreConsumer({
      connectionString: this.url,
      pulling: { batchSize, pullingFrequencyInMs: 0 },
      stopWhen: { noMessagesLeft: true },
    });
    const projection = emmett.postgreSQLRawBatchSQLProjection({
      name: processorId,
      canHandle: ['Counted'],
      evolve: (events: readonly StoredTotal[]) => [sql(upsertInto(table), JSON.stringify(lastOfEach(events)))],
    });
    consumer.projector({ processorId, projection });
    await consumer.start();
    await consumer.close();
  }

  async close(): Promise<void> {
    await this.store.close();
    if (!this.pool.ended) await this.pool.end();
  }

  private async insert(ids: readonly string[], eventsEach: number, messages: string, ...more: string[]): Promise<void> {
    await onServer(this.url, fillStreams, [ids, eventsEach]);
    await onServer(this.url, messages, [ids, eventsEach, JSON.stringify(metadata), ...more]);
    await onServer(this.url, 'analyze');
  }
}

/** One statement for a batch; it may meet a row only once. */
function lastOfEach(events: readonly StoredTotal[]): readonly StoredTotal['data'][] {
  return [...new Map(events.map(({ data }) => [data.counter, data])).values()];
}

function upsertInto(table: string): string {
  return `insert into ${table} (counter, total, counted_at)
    select counter, total, clock_timestamp() from jsonb_to_recordset(%L::jsonb) r(counter text, total integer)
    on conflict (counter) do update set total = excluded.total, counted_at = excluded.counted_at`;
}

function streamOf(id: string): string {
  return `counter-${id}`;
}

const fillStreams = `insert into emt_streams (stream_id, stream_position, stream_type, stream_metadata)
  select id, $2::bigint, 'counter', '{}' from unnest($1::text[]) id`;
const fillMessages = `insert into emt_messages
    (stream_id, stream_position, transaction_id, message_schema_version, message_id, message_type, message_metadata, message_data)
  select id, version, pg_current_xact_id(), '1', gen_random_uuid(), 'Counted', $3::jsonb, $4::jsonb
  from unnest($1::text[]) id, generate_series(1, $2::integer) version`;
const fillTotals = fillMessages.replace('$4::jsonb', `jsonb_build_object('counter', id, 'total', version - 1)`);
