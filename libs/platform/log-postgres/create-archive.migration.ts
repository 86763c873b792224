import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runningRole } from './running-role.js';
import { appendKnowingTheArchive } from './sql/append.js';
import { appendEventKnowingTheArchive } from './sql/append-event.js';
import { appendEventsKnowingTheArchive } from './sql/append-events.js';
import { createArchiveLine, createMoveToArchive, guardArchive } from './sql/archive-moves.js';
import { createArchiveTables, revokeChangeOfArchive } from './sql/archive-tables.js';
import { positionBeforeKnowingTheArchive } from './sql/history.js';

/** Lets closed streams leave the table of events for files. */
export class CreateArchive1763700000014 implements MigrationInterface {
  readonly name = 'CreateArchive1763700000014';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      createArchiveTables,
      createArchiveLine,
      createMoveToArchive,
      guardArchive,
      appendKnowingTheArchive,
      appendEventKnowingTheArchive,
      appendEventsKnowingTheArchive,
      positionBeforeKnowingTheArchive,
      revokeChangeOfArchive(await runningRole(queryRunner)),
    ])
      await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The archive is a part of the log and is never dropped by a migration.');
  }
}
