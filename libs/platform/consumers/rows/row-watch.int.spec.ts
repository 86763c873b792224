import { Column, type DataSource, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { dataSourceOn } from '#platform/database';
import type { Log } from '#platform/log';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { RowWatch } from './row-watch.js';

@Entity('parcels')
class Parcel {
  @PrimaryColumn({ name: 'parcel_id', type: 'text' }) parcelId!: string;
  @Column({ type: 'text' }) place!: string;
  @Column({ type: 'integer' }) version!: number;
}

class CreateParcels1763700000008 implements MigrationInterface {
  readonly name = 'CreateParcels1763700000008';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'create table parcels (parcel_id text primary key, place text not null, version integer not null)',
    );
  }

  async down(): Promise<void> {}
}

let context: ContextDatabase;
let dataSource: DataSource;
let watch: RowWatch<Parcel>;
const listeners = new Set<() => void>();
const log = {
  onAppended(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
} as unknown as Log;

beforeAll(async () => {
  context = await openContextDatabase('parcels', [CreateParcels1763700000008]);
  dataSource = await dataSourceOn(context.database.pool, context.schema, [Parcel]);
});
beforeEach(async () => {
  await context.database.query('delete from parcels');
  watch = new RowWatch(dataSource, log, Parcel, 'parcelId');
});
afterEach(() => eventually(refuseListeners));
afterAll(() => context.close());

function refuseListeners(): void {
  if (listeners.size > 0) throw new Error('The log is still listened to');
}

/** Resolves when the rows could not be read. */
async function nextFailure(): Promise<void> {
  const rows = dataSource.getRepository(Parcel);
  const find = rows.find.bind(rows);
  const { promise, resolve } = Promise.withResolvers<void>();
  rows.find = (options) =>
    find(options).catch((error: unknown) => {
      resolve();
      throw error;
    });
  await promise.finally(() => (rows.find = find));
}

async function put(parcelId: string, place: string, version: number, ring = true): Promise<void> {
  await context.database.query(
    `insert into parcels values ($1, $2, $3) on conflict (parcel_id) do update set place = $2, version = $3`,
    [parcelId, place, version],
  );
  if (ring) for (const listener of listeners) listener();
}

async function next(rows: AsyncIterator<Parcel>): Promise<string | undefined> {
  const { done, value } = await rows.next();
  return done === true ? undefined : value.place;
}

describe('a watched row', () => {
  it('is told as it is, and again after every change', async () => {
    await put('a', 'Bonn', 1);
    const rows = watch.of('a');
    expect(await next(rows)).toBe('Bonn');
    await put('a', 'Graz', 2);
    expect(await next(rows)).toBe('Graz');
    await rows.return!();
  });

  it('is told to each of its readers, and to nobody else', async () => {
    await put('a', 'Bonn', 1);
    await put('b', 'Bern', 1);
    const [first, second, other] = [watch.of('a'), watch.of('a'), watch.of('b')];
    expect(await Promise.all([first, second, other].map(next))).toEqual(['Bonn', 'Bonn', 'Bern']);
    const silent = other.next();
    await put('a', 'Graz', 2);
    expect(await Promise.all([first, second].map(next))).toEqual(['Graz', 'Graz']);
    await Promise.all([first, second, other].map((rows) => rows.return!()));
    expect(await silent).toEqual({ done: true, value: undefined });
  });

  it('tells a slow reader of the newest state', async () => {
    await put('a', 'Bonn', 1);
    const rows = watch.of('a');
    expect(await next(rows)).toBe('Bonn');
    const other = watch.of('a');
    await next(other);
    for (const [version, place] of [
      [2, 'Graz'],
      [3, 'Linz'],
    ] as const) {
      await put('a', place, version);
      expect(await next(other)).toBe(place);
    }
    expect(await next(rows)).toBe('Linz');
    await Promise.all([rows, other].map((reader) => reader.return!()));
  });

  it('is told when it comes into being, also without news from the log', async () => {
    const rows = watch.of('a');
    const coming = next(rows);
    await put('a', 'Bonn', 1, false);
    expect(await coming).toBe('Bonn');
    await rows.return!();
  });

  it('is told again to a reader who comes back', async () => {
    await put('a', 'Bonn', 1);
    const before = watch.of('a');
    await next(before);
    await before.return!();
    await put('a', 'Graz', 2);
    const after = watch.of('a');
    expect(await next(after)).toBe('Graz');
    await after.return!();
  });

  it('goes on to be told after the database was away', async () => {
    await put('a', 'Bonn', 1);
    const rows = watch.of('a');
    expect(await next(rows)).toBe('Bonn');
    await context.operator.query(`alter table ${context.schema}.parcels rename to hidden`);
    const failure = nextFailure();
    for (const listener of listeners) listener();
    await failure;
    await context.operator.query(`alter table ${context.schema}.hidden rename to parcels`);
    await put('a', 'Graz', 2);
    expect(await next(rows)).toBe('Graz');
    await rows.return!();
  });
});
