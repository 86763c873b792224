import { randomUUIDv7 } from 'node:crypto';
import { AsyncLocalStorage } from 'node:async_hooks';
import { ContextRuntime } from '#platform/host';
import type { PoolClient } from 'pg';
import { benchHome } from './bench-home.js';
import { Counter, type Counted, counted, metadata } from './counter.js';

/** A context's log as commands use it: what the host opens for every context, with the settings that it has by itself. */
export class OurLog {
  /** How often commands sent each statement, by its name or its text; what the background does is nobody's command. */
  readonly sent = new Map<string, number>();
  private readonly commands = new AsyncLocalStorage<true>();
  private readonly watched = new WeakSet<PoolClient>();

  private constructor(private readonly context: ContextRuntime) {
    context.database.pool.on('acquire', (client) => this.watch(client));
  }

  static async open(adminUrl: string): Promise<OurLog> {
    const personalData = { fields: {}, commands: {}, forgottenAfter: {} };
    return new OurLog(
      await ContextRuntime.open({ name: 'bench', personalData }, benchHome(adminUrl), { next: randomUUIDv7 }),
    );
  }

  /** A command that appends so many events to a stream, whatever it is. */
  async append(id: string, events = 1): Promise<number> {
    const decided = Array.from({ length: events }, () => counted);
    await this.commands.run(true, () => this.context.log.transact(Counter, id, () => decided));
    return events;
  }

  /** A command on a stream that has begun; the stream is read when memory does not know it. */
  async appendToBegun(id: string): Promise<number> {
    await this.commands.run(true, () => this.context.log.transact(Counter, id, continued));
    return 1;
  }

  /** Stores streams with so many events each, by the server itself: many would take long to send. */
  async fill(ids: readonly string[], eventsEach: number): Promise<void> {
    const streams = ids.map((id) => `${Counter.category}-${id}`);
    const values = [streams, eventsEach, JSON.stringify(counted.data), JSON.stringify(metadata)];
    await this.context.database.query(fillStreams, values);
  }

  /** Brings the log to so many events, in streams of four. */
  async growTo(events: number): Promise<void> {
    const { rows } = await this.context.database.query<{ position: string }>('select position from log_head');
    const atOnce = 100_000;
    for (let done = Number(rows[0]!.position); done < events; done += atOnce) {
      const streams = Math.ceil(Math.min(atOnce, events - done) / 4);
      await this.fill(
        Array.from({ length: streams }, () => randomUUIDv7()),
        4,
      );
    }
    await this.context.database.query('analyze events');
  }

  /** Resolves when no snapshot is being taken. */
  settled(): Promise<void> {
    return this.context.snapshots.idle();
  }

  close(): Promise<void> {
    return this.context.close();
  }

  private watch(client: PoolClient): void {
    if (this.watched.has(client)) return;
    this.watched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((statement: string | { name?: string; text: string }, ...rest: unknown[]) => {
      const name = typeof statement === 'string' ? statement : (statement.name ?? statement.text);
      if (this.commands.getStore()) this.sent.set(name, (this.sent.get(name) ?? 0) + 1);
      return query(statement, ...rest);
    }) as typeof client.query;
  }
}

/** A decision like those of commands on what exists: on nothing it is refused. */
function continued(count: number): Counted[] {
  if (count === 0) throw new Error('It has not begun');
  return [counted];
}

const fillStreams = `
  with head as (update log_head set position = position + cardinality($1::text[]) * $2::integer
      returning position - cardinality($1::text[]) * $2::integer as base)
  insert into events (position, stream, version, type, schema_version, data, metadata, event_id, recorded_at)
  select head.base + (place - 1) * $2 + version, stream, version, 'Counted', 1, $3::json, $4::json, gen_random_uuid(), clock_timestamp()
  from head, unnest($1::text[]) with ordinality s(stream, place), generate_series(1, $2::integer) version
  order by place, version`;
