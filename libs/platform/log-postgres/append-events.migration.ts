import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendEventKnowingTheArchive } from './sql/append-event.js';
import { appendEventsKnowingTheArchive } from './sql/append-events.js';

/** Gives logs of before the short ways, for one event alone and for many at once. */
export class AppendEvents1763700000023 implements MigrationInterface {
  readonly name = 'AppendEvents1763700000023';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(appendEventKnowingTheArchive);
    await queryRunner.query(appendEventsKnowingTheArchive);
  }

  async down(): Promise<void> {
    throw new Error('The short ways are a part of the log and are never dropped by a migration.');
  }
}
