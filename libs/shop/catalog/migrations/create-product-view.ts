import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProductView1763700000201 implements MigrationInterface {
  readonly name = 'CreateProductView1763700000201';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE product_view (
        sku text COLLATE "C" PRIMARY KEY,
        title text NOT NULL,
        description text NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        listed boolean NOT NULL,
        available bigint NOT NULL,
        reserved bigint NOT NULL,
        sold bigint NOT NULL,
        created_at timestamptz NOT NULL,
        version integer NOT NULL,
        search tsvector NOT NULL GENERATED ALWAYS AS (
          setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')
        ) STORED
      )`);
    await database.query('CREATE INDEX product_view_search ON product_view USING gin (search)');
    await database.query('CREATE INDEX product_view_listed ON product_view (sku) WHERE listed');
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE product_view');
  }
}
