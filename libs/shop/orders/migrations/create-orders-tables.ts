import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrdersTables1763700000301 implements MigrationInterface {
  readonly name = 'CreateOrdersTables1763700000301';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE product (
        sku text COLLATE "C" PRIMARY KEY,
        title text NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        listed boolean NOT NULL
      )`);
    await database.query(`
      CREATE TABLE order_view (
        order_id text COLLATE "C" PRIMARY KEY,
        customer_id text NOT NULL,
        status text NOT NULL,
        lines jsonb NOT NULL,
        amount bigint NOT NULL,
        currency char(3) NOT NULL,
        shipping_address jsonb NOT NULL,
        placed_at timestamptz NOT NULL,
        payment_id text,
        payment_status text,
        payment_attempts integer NOT NULL,
        payment_refunded bigint NOT NULL,
        shipment_id text,
        shipment_status text,
        carrier text,
        tracking_number text,
        history jsonb NOT NULL,
        version integer NOT NULL
      )`);
    await database.query('CREATE INDEX order_view_newest ON order_view (placed_at DESC, order_id DESC)');
    await database.query(
      'CREATE INDEX order_view_of_customer ON order_view (customer_id, placed_at DESC, order_id DESC)',
    );
    await database.query('CREATE INDEX order_view_by_status ON order_view (status, placed_at DESC, order_id DESC)');
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE order_view');
    await database.query('DROP TABLE product');
  }
}
