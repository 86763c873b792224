import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The steps had a consumer of their own, at a place of its own; the present is counted anew by the one that counts the revenue. */
export class CountLiveWithRevenue1763700000605 implements MigrationInterface {
  readonly name = 'CountLiveWithRevenue1763700000605';

  async up(database: QueryRunner) {
    await database.query('DELETE FROM live_step');
    await database.query(`DELETE FROM checkpoints WHERE consumer = 'analytics.live'`);
    await database.query(`DELETE FROM consumer_lanes WHERE consumer = 'analytics.live'`);
  }

  async down() {}
}
