import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { dataSourceOn } from './typeorm.js';

class CreateNotes1763700000009 implements MigrationInterface {
  readonly name = 'CreateNotes1763700000009';

  async up(database: QueryRunner): Promise<void> {
    await database.query('create table notes (id integer primary key, text text)');
  }

  async down(): Promise<void> {}
}

@Entity({ name: 'notes' })
class Note {
  @PrimaryColumn({ type: 'integer' }) id!: number;
  @Column({ type: 'text' }) text!: string;
}

let context: ContextDatabase;
beforeAll(async () => {
  context = await openContextDatabase('tests', [CreateNotes1763700000009], { connections: 1 });
});
afterAll(() => context.close());

const asked = `select current_setting('enable_seqscan') as choice`;

it('lets those who read read models read a table through, and nobody else', async () => {
  const { database, schema } = context;
  const choice = async () => (await database.query<{ choice: string }>(asked)).rows[0]!.choice;
  expect(await choice()).toBe('off');
  const dataSource = await dataSourceOn(database.pool, schema, [Note]);
  const choiceOfReaders = async () => (await dataSource.query<{ choice: string }[]>(asked))[0]!.choice;
  expect([await choice(), await choiceOfReaders(), await choice()]).toEqual(['off', 'on', 'off']);
  await expect(dataSource.query('select 1 / 0')).rejects.toThrow('division by zero');
  await expect(dataSource.transaction((manager) => manager.query('select 1 / 0'))).rejects.toThrow('division by zero');
  expect([await choice(), await choiceOfReaders(), await choice()]).toEqual(['off', 'on', 'off']);
});
