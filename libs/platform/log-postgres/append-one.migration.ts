import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOneKnowingTheArchive } from './sql/append-one.js';

/** Gives logs of before the short way for one event alone. */
export class AppendOne1763700000021 implements MigrationInterface {
  readonly name = 'AppendOne1763700000021';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(appendOneKnowingTheArchive);
  }

  async down(): Promise<void> {
    throw new Error('The short way is a part of the log and is never dropped by a migration.');
  }
}
