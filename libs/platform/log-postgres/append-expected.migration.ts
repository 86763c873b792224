import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendExpectedKnowingTheArchive } from './sql/append-expected.js';

/** Gives logs of before the short way for many events at once. */
export class AppendExpected1763700000022 implements MigrationInterface {
  readonly name = 'AppendExpected1763700000022';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(appendExpectedKnowingTheArchive);
  }

  async down(): Promise<void> {
    throw new Error('The short way is a part of the log and is never dropped by a migration.');
  }
}
