import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShipmentView1763700000501 implements MigrationInterface {
  readonly name = 'CreateShipmentView1763700000501';

  async up(database: QueryRunner) {
    await database.query(`
      CREATE TABLE shipment_view (
        shipment_id text COLLATE "C" PRIMARY KEY,
        order_id text NOT NULL,
        customer_id text NOT NULL,
        status text NOT NULL,
        lines jsonb NOT NULL,
        shipping_address jsonb NOT NULL,
        carrier text,
        tracking_number text,
        prepared_at timestamptz NOT NULL,
        dispatched_at timestamptz,
        delivered_at timestamptz,
        version integer NOT NULL
      )`);
    await database.query('CREATE INDEX shipment_view_of_order ON shipment_view (order_id)');
    await database.query(
      'CREATE INDEX shipment_view_of_customer ON shipment_view (customer_id, prepared_at DESC, shipment_id DESC)',
    );
    await database.query('CREATE INDEX shipment_view_newest ON shipment_view (prepared_at DESC, shipment_id DESC)');
  }

  async down(database: QueryRunner) {
    await database.query('DROP TABLE shipment_view');
  }
}
