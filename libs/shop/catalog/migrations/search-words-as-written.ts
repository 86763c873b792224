import type { MigrationInterface, QueryRunner } from 'typeorm';

const weighed = (column: string, weight: string) =>
  ['english', 'simple'].map((words) => `setweight(to_tsvector('${words}', ${column}), '${weight}')`).join(' || ');

/** The stem of "brewing" is "brew", so who has typed "brewi" finds it only by the word as it is written. */
export class SearchWordsAsWritten1763700000203 implements MigrationInterface {
  readonly name = 'SearchWordsAsWritten1763700000203';

  async up(database: QueryRunner) {
    await searchBy(database, `${weighed('title', 'A')} || ${weighed('description', 'B')}`);
  }

  async down(database: QueryRunner) {
    await searchBy(
      database,
      `setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')`,
    );
  }
}

async function searchBy(database: QueryRunner, words: string): Promise<void> {
  await database.query('ALTER TABLE product_view DROP COLUMN search');
  await database.query(
    `ALTER TABLE product_view ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (${words}) STORED`,
  );
  await database.query('CREATE INDEX product_view_search ON product_view USING gin (search)');
}
