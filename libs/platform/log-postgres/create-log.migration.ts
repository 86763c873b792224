import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAppend } from './sql/append.js';
import { createEvents } from './sql/events.js';
import { makeEventsImmutable, revokeChangeOfEvents } from './sql/immutable-events.js';
import { createLogHead } from './sql/log-head.js';

/** The log of one context, in its schema. */
export class CreateLog1763700000000 implements MigrationInterface {
  readonly name = 'CreateLog1763700000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [createLogHead, createEvents, createAppend, makeEventsImmutable]) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(revokeChangeOfEvents(await runningRole(queryRunner)));
    await queryRunner.query(`revoke insert, delete, truncate on log_head from ${await runningRole(queryRunner)}`);
  }

  async down(): Promise<void> {
    throw new Error('A log is never dropped by a migration. To start anew, drop the schema by hand.');
  }
}

/** The owner migrates; the role that runs has the same name without its ending. */
async function runningRole(queryRunner: QueryRunner): Promise<string> {
  const [{ owner }] = (await queryRunner.query('select current_user as owner')) as [{ owner: string }];
  if (!owner.endsWith('_owner')) throw new Error(`The log must be created by its schema's owner, not by ${owner}`);
  return pg.escapeIdentifier(owner.slice(0, -'_owner'.length));
}
