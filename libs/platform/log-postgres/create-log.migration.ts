import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runningRole } from './running-role.js';
import { createAppend } from './sql/append.js';
import { createAppendEvent } from './sql/append-event.js';
import { createAppendEvents } from './sql/append-events.js';
import { createEvents } from './sql/events.js';
import { makeEventsImmutable, revokeChangeOfEvents } from './sql/immutable-events.js';
import { createLogHead } from './sql/log-head.js';

/** The log of one context, in its schema. */
export class CreateLog1763700000000 implements MigrationInterface {
  readonly name = 'CreateLog1763700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      createLogHead,
      createEvents,
      createAppend,
      createAppendEvent,
      createAppendEvents,
      makeEventsImmutable,
    ])
      await queryRunner.query(statement);
    await queryRunner.query(revokeChangeOfEvents(await runningRole(queryRunner)));
    await queryRunner.query(`revoke insert, delete, truncate on log_head from ${await runningRole(queryRunner)}`);
  }

  async down(): Promise<void> {
    throw new Error('A log is never dropped by a migration. To start anew, drop the schema by hand.');
  }
}
