import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAppendAbout, noteWhereForgotten } from './sql/append-about.js';

/** Lets the log decide what was written of a person before they were forgotten, and what after. Stands on the table of keys. */
export class AppendAboutPeople1763700000020 implements MigrationInterface {
  readonly name = 'AppendAboutPeople1763700000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(noteWhereForgotten);
    await queryRunner.query(createAppendAbout);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop function append_about(text[], text[], integer[], integer[], text[], integer[], integer[], uuid[], uuid[], integer[], integer[], text[], integer[], json[], json[], uuid[])',
    );
    await queryRunner.query('alter table personal_keys drop column forgotten_at');
  }
}
