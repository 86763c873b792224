import pg from 'pg';
import type { QueryRunner } from 'typeorm';

/** The owner migrates; the role that runs has the same name without its ending. */
export async function runningRole(queryRunner: QueryRunner): Promise<string> {
  const [{ owner }] = (await queryRunner.query('select current_user as owner')) as [{ owner: string }];
  if (!owner.endsWith('_owner')) throw new Error(`The log must be created by its schema's owner, not by ${owner}`);
  return pg.escapeIdentifier(owner.slice(0, -'_owner'.length));
}
