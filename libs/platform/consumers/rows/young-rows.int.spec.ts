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

const amount = 20_000;
const idOf = (nth: number) => `page ${nth}`;

it('finds the rows that it changes by their key, though the table was empty when it changed the first', async () => {
  const { database, operator, schema, close } = await openContextDatabase('tests', [CreatePages1763700000009], {
    connections: 1,
  });
  const dataSource = await dataSourceOn(database.pool, schema, [Page]);
  const change = async (nth: number) => {
    const batch = new RowBatch(dataSource);
    batch.rows(Page).update(idOf(nth), { text: `changed ${nth}` });
    await database.transaction((transaction) => batch.flush(transaction));
  };
  const readThrough = async () => {
    await database.query('select pg_stat_force_next_flush()');
    const { rows } = await operator.query<{ read: number }>(
      `select seq_tup_read::integer as read from pg_stat_user_tables where schemaname = $1 and relname = 'pages'`,
      [schema],
    );
    return rows[0]!.read;
  };
  try {
    for (let nth = 0; nth < 10; nth++) await change(nth);
    await database.query(
      `insert into pages select 'page ' || nth, repeat('x', 500) from generate_series(0, ${amount - 1}) nth`,
    );
    const before = await readThrough();
    for (let nth = 0; nth < 10; nth++) await change(nth);
    await eventually(async () => expect((await readThrough()) - before).toBeLessThan(amount));
    const { rows } = await database.query(`select count(*)::integer as changed from pages where text like 'changed %'`);
    expect(rows).toEqual([{ changed: 10 }]);
  } finally {
    await close();
  }
});
