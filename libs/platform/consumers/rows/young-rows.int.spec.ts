import { type MigrationInterface, type QueryRunner, Entity, Column, PrimaryColumn } from 'typeorm';
import { dataSourceOn } from '#platform/database';
import { openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { RowBatch } from './rows.js';

class CreatePages1763700000009 implements MigrationInterface {
  readonly name = 'CreatePages1763700000009';

  async up(database: QueryRunner): Promise<void> {
    await database.query(`create table pages (page_id text collate "C" primary key, text text not null)
      with (autovacuum_enabled = false)`);
  }

  async down(): Promise<void> {}
}

@Entity({ name: 'pages' })
class Page {
  @PrimaryColumn({ name: 'page_id', type: 'text' }) pageId!: string;
  @Column({ type: 'text' }) text!: string;
}

const idOf = (nth: number) => `page ${nth}`;

/** A table of pages, changed in batches, and how much of it the server has read so far. */
async function aBook() {
  const { database, operator, schema, close } = await openContextDatabase('tests', [CreatePages1763700000009], {
    connections: 1,
  });
  const dataSource = await dataSourceOn(database.pool, schema, [Page]);
  const change = async (...pages: readonly number[]) => {
    const batch = new RowBatch(dataSource);
    for (const nth of pages) batch.rows(Page).update(idOf(nth), { text: `changed ${nth}` });
    await database.transaction((transaction) => batch.flush(transaction));
  };
  const write = (pages: number) =>
    database.query(
      `insert into pages select 'page ' || nth, repeat('x', 500) from generate_series(0, ${pages - 1}) nth`,
    );
  const read = async () => {
    await database.query('select pg_stat_force_next_flush()');
    const { rows } = await operator.query<{ through: number; byIndex: number }>(
      `select seq_tup_read::integer as through,
         (select idx_tup_read::integer from pg_stat_user_indexes i where i.relid = t.relid) as "byIndex"
       from pg_stat_user_tables t where schemaname = $1 and relname = 'pages'`,
      [schema],
    );
    return rows[0]!;
  };
  const changed = async () => {
    const { rows } = await database.query(`select count(*)::integer as changed from pages where text like 'changed %'`);
    return rows[0]!['changed'] as number;
  };
  return { operator, schema, change, write, read, changed, close };
}

let book: Awaited<ReturnType<typeof aBook>>;
beforeEach(async () => {
  book = await aBook();
});
afterEach(() => book.close());

it('finds the rows that it changes by their key, though the table was empty when it changed the first', async () => {
  const amount = 20_000;
  for (let nth = 0; nth < 10; nth++) await book.change(nth);
  await book.write(amount);
  const before = await book.read();
  for (let nth = 0; nth < 10; nth++) await book.change(nth);
  await eventually(async () => expect((await book.read()).through - before.through).toBeLessThan(amount));
  expect(await book.changed()).toBe(10);
});

it('reads no more of a small table than it changes', async () => {
  await book.write(1_000);
  await book.operator.query(`vacuum analyze ${book.schema}.pages`);
  const before = await book.read();
  await book.change(...Array.from({ length: 24 }, (_, nth) => nth * 40));
  await eventually(async () => {
    const { through, byIndex } = await book.read();
    expect(byIndex - before.byIndex).toBeGreaterThanOrEqual(24);
    expect(byIndex - before.byIndex + through - before.through).toBeLessThan(100);
  });
  expect(await book.changed()).toBe(24);
});
