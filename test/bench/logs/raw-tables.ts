import { randomUUIDv7 } from 'node:crypto';
import pg from 'pg';
import { counted, metadata } from './counter.js';

/** The limit: bare statements on a table with the columns and indexes of a log, positions from an identity. */
export class RawTables {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(url: string, connections: number): Promise<RawTables> {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    pool.on('error', () => {});
    await pool.query(createTable);
    return new RawTables(pool);
  }

  /** One row, one commit. */
  async insertRow(): Promise<number> {
    await this.pool.query({ name: 'insert row', text: insertRow, values: valuesOf(randomUUIDv7(), 1) });
    return 1;
  }

  /** Many rows, one commit. */
  async insertBatch(size: number): Promise<number> {
    const rows = Array.from({ length: size }, () => valuesOf(randomUUIDv7(), 1));
    const values = Array.from({ length: 7 }, (_, column) => rows.map((row) => row[column]));
    await this.pool.query({ name: 'insert batch', text: insertBatch, values });
    return size;
  }

  /** Reads a stream and inserts the row behind it. */
  async readAndInsert(id: string): Promise<number> {
    const { rows } = await this.pool.query({ name: 'read stream', text: readStream, values: [streamOf(id)] });
    await this.pool.query({ name: 'insert row', text: insertRow, values: valuesOf(id, rows.length + 1) });
    return 1;
  }

  async fill(ids: readonly string[], eventsEach: number): Promise<void> {
    const [data, common] = [JSON.stringify(counted.data), JSON.stringify(metadata)];
    await this.pool.query(fillStreams, [ids.map(streamOf), eventsEach, data, common]);
    await this.pool.query('analyze raw_events');
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

function streamOf(id: string): string {
  return `bench.counter-${id}`;
}

function valuesOf(id: string, version: number): unknown[] {
  return [streamOf(id), version, 'Counted', 1, JSON.stringify(counted.data), JSON.stringify(metadata), randomUUIDv7()];
}

const createTable = `
  create table if not exists raw_events (
    position bigint generated always as identity primary key, stream text not null, version integer not null, type text not null,
    schema_version integer not null, data json not null, metadata json not null, event_id uuid not null,
    recorded_at timestamptz not null default clock_timestamp(), unique (stream, version))`;
const columns = 'stream, version, type, schema_version, data, metadata, event_id';
const insertRow = `insert into raw_events (${columns}) values ($1, $2, $3, $4, $5, $6, $7)`;
const insertBatch = `insert into raw_events (${columns})
  select * from unnest($1::text[], $2::integer[], $3::text[], $4::integer[], $5::json[], $6::json[], $7::uuid[])`;
const readStream = 'select version, type, data, metadata from raw_events where stream = $1 order by version';
const fillStreams = `insert into raw_events (${columns})
  select stream, version, 'Counted', 1, $3::json, $4::json, gen_random_uuid()
  from unnest($1::text[]) stream, generate_series(1, $2::integer) version`;
