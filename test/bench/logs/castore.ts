import { randomUUIDv7 } from 'node:crypto';
import { counted, metadata } from './counter.js';
import { onServer } from './databases.js';
import { peerPackage } from './peers.js';

/** What we use of Castore. */
interface Core {
  readonly EventStore: new (options: object) => {
    pushEvent(event: object): Promise<unknown>;
    getAggregate(id: string): Promise<{ readonly aggregate?: { readonly version: number } }>;
  };
  readonly EventType: new (options: object) => unknown;
}
interface Adapter {
  readonly PostgresEventStorageAdapter: (new (options: object) => object) & {
    createEventTable(options: object): Promise<unknown>;
  };
}

/** A peer: Castore with its PostgreSQL adapter, in the table that the adapter makes. Its driver holds ten connections, always. */
export class Castore {
  private constructor(
    private readonly store: InstanceType<Core['EventStore']>,
    private readonly url: string,
  ) {}

  static async open(url: string): Promise<Castore> {
    const { EventStore, EventType } = peerPackage('@castore/core') as Core;
    const { PostgresEventStorageAdapter: Storage } = peerPackage('@castore/event-storage-adapter-postgres') as Adapter;
    await Storage.createEventTable({ connectionString: url });
    const store = new EventStore({
      eventStoreId: 'BENCH',
      eventTypes: [new EventType({ type: 'Counted' })],
      reducer: (_: unknown, { aggregateId, version }: { aggregateId: string; version: number }) => ({
        aggregateId,
        version,
      }),
      eventStorageAdapter: new Storage({ connectionString: url }),
    });
    return new Castore(store, url);
  }

  async append(): Promise<number> {
    await this.push(randomUUIDv7(), 1);
    return 1;
  }

  async loadAndAppend(id: string): Promise<number> {
    const { aggregate } = await this.store.getAggregate(id);
    await this.push(id, (aggregate?.version ?? 0) + 1);
    return 1;
  }

  async fill(ids: readonly string[], eventsEach: number): Promise<void> {
    await onServer(this.url, fillStreams, [ids, eventsEach, JSON.stringify(counted.data), JSON.stringify(metadata)]);
    await onServer(this.url, 'analyze event');
  }

  private push(aggregateId: string, version: number): Promise<unknown> {
    return this.store.pushEvent({ aggregateId, version, type: 'Counted', payload: counted.data, metadata });
  }
}

const fillStreams = `insert into event (aggregate_name, aggregate_id, version, type, data, metadata)
  select 'BENCH', id, version, 'Counted', $3::jsonb, $4::jsonb from unnest($1::uuid[]) id, generate_series(1, $2::integer) version`;
