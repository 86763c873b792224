import { createHash } from 'node:crypto';
import { bigintAsNumber, dataSourceOn } from '#platform/database';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import fc from 'fast-check';
import { Column, type DataSource, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { RowBatch, type RowWriter } from './rows.js';

@Entity('notes')
class Note {
  @PrimaryColumn({ name: 'note_id', type: 'text' }) noteId!: string;
  @Column({ type: 'text' }) title!: string | null;
  @Column({ name: 'word_count', type: 'bigint', transformer: bigintAsNumber }) words!: number | null;
  @Column({ type: 'jsonb' }) tags!: string[];
  @Column({ type: 'jsonb' }) links!: string[] | null;
  @Column({ name: 'written_at', type: 'timestamptz' }) writtenAt!: Date | null;
}

@Entity('sums')
class Sum {
  @PrimaryColumn({ type: 'text' }) day!: string;
  @PrimaryColumn({ type: 'integer' }) shop!: number;
  @Column({ type: 'integer' }) orders!: number;
  @Column({ type: 'numeric' }) revenue!: number;
}

class CreateNotes1763700000009 implements MigrationInterface {
  readonly name = 'CreateNotes1763700000009';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table notes (note_id text primary key, title text, word_count bigint, tags jsonb not null default '[]', links jsonb,
        written_at timestamptz);
      create table sums (day text, shop integer, orders integer not null, revenue numeric not null, primary key (day, shop));`);
  }

  async down(): Promise<void> {}
}

type Change = (notes: RowWriter<Note>, sums: RowWriter<Sum>) => void;

let context: ContextDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  context = await openContextDatabase('notes', [CreateNotes1763700000009]);
  dataSource = await dataSourceOn(context.database.pool, context.schema, [Note, Sum]);
});
beforeEach(clear);
afterAll(() => context.close());

async function clear(): Promise<void> {
  await context.database.query('delete from notes');
  await context.database.query('delete from sums');
}

async function inOneBatch(changes: readonly Change[]): Promise<void> {
  const batch = new RowBatch(dataSource);
  for (const change of changes) change(batch.rows(Note), batch.rows(Sum));
  await context.database.transaction((transaction) => batch.flush(transaction));
}

async function oneByOne(changes: readonly Change[]): Promise<void> {
  for (const change of changes) await inOneBatch([change]);
}

async function stored() {
  const notes = await context.database.query('select * from notes order by note_id');
  const sums = await context.database.query('select * from sums order by day, shop');
  return { notes: notes.rows, sums: sums.rows };
}

const bothWays: [string, (changes: readonly Change[]) => Promise<void>][] = [
  ['in one batch', inOneBatch],
  ['in batches of their own', oneByOne],
];

describe.each(bothWays)('changes %s', (_, write) => {
  const a = { noteId: 'a', title: 'A', words: 1, tags: ['x'], links: null, writtenAt: null };

  it.each<[string, Change[], object[]]>([
    ['an upsert inserts', [(notes) => notes.upsert(a)], [a]],
    [
      'a second upsert replaces its columns and leaves the others',
      [(notes) => notes.upsert(a), (notes) => notes.upsert({ noteId: 'a', title: 'B' })],
      [{ ...a, title: 'B' }],
    ],
    [
      'a column left out gets its default',
      [(notes) => notes.upsert({ noteId: 'a' })],
      [{ noteId: 'a', title: null, tags: [] }],
    ],
    [
      'an update changes columns',
      [(notes) => notes.upsert(a), (notes) => notes.update('a', { words: 2, title: null })],
      [{ ...a, words: 2, title: null }],
    ],
    ['an update of a missing row does nothing', [(notes) => notes.update('a', { words: 2 })], []],
    [
      'an update of a missing row does not come back with the row',
      [(notes) => notes.update('a', { title: 'early' }), (notes) => notes.upsert({ noteId: 'a', words: 1 })],
      [{ noteId: 'a', title: null, words: 1 }],
    ],
    [
      'an append adds at the end',
      [
        (notes) => notes.upsert(a),
        (notes) => notes.append('a', { tags: ['y'] }),
        (notes) => notes.append('a', { tags: ['z', 'x'] }),
      ],
      [{ ...a, tags: ['x', 'y', 'z', 'x'] }],
    ],
    [
      'an append to nothing begins the list',
      [(notes) => notes.upsert(a), (notes) => notes.append('a', { links: ['l'] })],
      [{ ...a, links: ['l'] }],
    ],
    [
      'an append to what an upsert left alone keeps it',
      [
        (notes) => notes.upsert(a),
        (notes) => notes.upsert({ noteId: 'a', title: 'B' }),
        (notes) => notes.append('a', { tags: ['y'] }),
      ],
      [{ ...a, title: 'B', tags: ['x', 'y'] }],
    ],
    [
      'a list that is set and appended to has both, in order',
      [
        (notes) => notes.upsert(a),
        (notes) => notes.update('a', { tags: ['1'] }),
        (notes) => notes.append('a', { tags: ['2'] }),
        (notes) => notes.append('a', { links: ['l'] }),
        (notes) => notes.update('a', { links: [] }),
      ],
      [{ ...a, tags: ['1', '2'], links: [] }],
    ],
    [
      'a removed row is gone',
      [(notes) => notes.upsert(a), (notes) => notes.remove('a'), (notes) => notes.update('a', { words: 9 })],
      [],
    ],
    [
      'a row removed and inserted again knows nothing of before',
      [(notes) => notes.upsert(a), (notes) => notes.remove('a'), (notes) => notes.upsert({ noteId: 'a', words: 7 })],
      [{ noteId: 'a', title: null, words: 7, tags: [] }],
    ],
    [
      'what comes behind a replacement everywhere is not replaced',
      [
        (notes) => notes.upsert(a),
        (notes) => notes.everywhere({ title: 'A' }, { words: 0, tags: [] }),
        (notes) => notes.update('a', { words: 5 }),
        (notes) => notes.upsert({ ...a, noteId: 'b' }),
      ],
      [
        { ...a, words: 5, tags: [] },
        { ...a, noteId: 'b' },
      ],
    ],
    [
      'replacements everywhere come one after the other',
      [
        (notes) => notes.upsert(a),
        (notes) => notes.everywhere({ title: 'A' }, { words: 2 }),
        (notes) => notes.everywhere({ title: 'A' }, { words: 3, tags: ['y'] }),
        (notes) => notes.everywhere({ title: 'A' }, { words: 4 }),
        (notes) => notes.everywhere({ words: 4 }, { links: ['l'] }),
      ],
      [{ ...a, words: 4, tags: ['y'], links: ['l'] }],
    ],
  ])('%s', async (_name, changes, expected) => {
    await write(changes);
    const rows = await dataSource.getRepository(Note).find();
    expect(rows).toMatchObject(expected);
    expect(rows).toHaveLength(expected.length);
  });

  it('additions sum up by their full key', async () => {
    await write([
      (_notes, sums) => sums.add({ day: 'mo', shop: 1 }, { orders: 1, revenue: 10 }),
      (_notes, sums) => sums.add({ day: 'mo', shop: 2 }, { orders: 1, revenue: 5 }),
      (_notes, sums) => sums.add({ day: 'mo', shop: 1 }, { orders: 2, revenue: -0.5 }),
      (_notes, sums) => sums.add({ day: 'tu', shop: 1 }, { orders: 0, revenue: 0 }),
    ]);
    expect((await stored()).sums).toEqual([
      { day: 'mo', shop: 1, orders: 3, revenue: '9.5' },
      { day: 'mo', shop: 2, orders: 1, revenue: '5' },
      { day: 'tu', shop: 1, orders: 0, revenue: '0' },
    ]);
  });

  it('columns are replaced in every row that has a value, those of the batch as well', async () => {
    const note =
      (noteId: string, title: string): Change =>
      (notes) =>
        notes.upsert({ noteId, title, words: 1 });
    await write([note('a', 'old'), note('b', 'other')]);
    await write([note('c', 'old'), (notes) => notes.everywhere({ title: 'old' }, { words: 0, tags: ['gone'] })]);
    const rows = await dataSource.getRepository(Note).find({ order: { noteId: 'asc' } });
    expect(rows.map(({ noteId, words, tags }) => [noteId, words, tags])).toEqual([
      ['a', 0, ['gone']],
      ['b', 1, expect.anything()],
      ['c', 0, ['gone']],
    ]);
  });

  it('values of every kind arrive', async () => {
    const odd = { title: `'; drop table notes; -- "\\ 🤷`, words: Number.MAX_SAFE_INTEGER, tags: ['{', '"', 'ü'] };
    await write([
      (notes) => notes.upsert({ noteId: 'odd \' " \\', ...odd, writtenAt: new Date('2026-02-03T04:05:06.789Z') }),
    ]);
    expect((await stored()).notes).toEqual([
      {
        note_id: 'odd \' " \\',
        title: odd.title,
        word_count: String(odd.words),
        tags: odd.tags,
        links: null,
        written_at: new Date('2026-02-03T04:05:06.789Z'),
      },
    ]);
  });
});

describe('one batch', () => {
  const ids = fc.constantFrom('a', 'b');
  const columns = fc.record(
    {
      title: fc.constantFrom('t', 'u', null),
      words: fc.nat(9),
      tags: fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc
      .tuple(ids, columns)
      .map(([noteId, row]): Change =>
        named(`upsert ${noteId} ${JSON.stringify(row)}`, (notes) => notes.upsert({ noteId, ...row })),
      ),
    fc
      .tuple(ids, columns)
      .map(([id, row]): Change => named(`update ${id} ${JSON.stringify(row)}`, (notes) => notes.update(id, row))),
    fc
      .tuple(ids, fc.constantFrom('tags', 'links'), fc.string({ maxLength: 1, unit: 'grapheme-ascii' }))
      .map(([id, column, item]): Change =>
        named(`append ${id} ${column} ${item}`, (notes) => notes.append(id, { [column]: [item] })),
      ),
    ids.map((id): Change => named(`remove ${id}`, (notes) => notes.remove(id))),
    fc
      .tuple(fc.constantFrom('t', 'u', null), columns)
      .filter(([, row]) => Object.keys(row).length > 0)
      .map(([title, row]): Change =>
        named(`everywhere ${title} ${JSON.stringify(row)}`, (notes) => notes.everywhere({ title }, row)),
      ),
  );

  it('leaves what the same changes leave one by one, and shows it to find', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 4 }),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (before, changes) => {
          await clear();
          await oneByOne([...before, ...changes]);
          const expected = await stored();
          await clear();
          await oneByOne(before);
          const batch = new RowBatch(dataSource);
          for (const one of changes) one(batch.rows(Note), batch.rows(Sum));
          const found = [await batch.rows(Note).find('a'), await batch.rows(Note).find('b')];
          await context.database.transaction((transaction) => batch.flush(transaction));
          expect(await stored()).toEqual(expected);
          expect(found.map((row) => row && (row.title ?? null))).toEqual(
            ['a', 'b'].map((id) => expected.notes.find(({ note_id }) => note_id === id)?.title),
          );
        },
      ),
      { numRuns: 60, seed: seedOf('rows') },
    );
  });

  it('writes a row once, however often it changed', async () => {
    const changes = Array.from(
      { length: 50 },
      (_, nth): Change =>
        (notes) =>
          notes.upsert({ noteId: 'a', words: nth }),
    );
    await inOneBatch(changes);
    const { rows } = await context.database.query<{ versions: string }>(
      'select xmin::text, ctid::text as versions from notes',
    );
    expect(rows).toMatchObject([{ versions: expect.stringMatching(/^\(\d+,\d+\)$/) }]);
    expect((await stored()).notes).toMatchObject([{ word_count: '49' }]);
  });
});

function named(name: string, change: Change): Change {
  return Object.assign(change, { toString: () => name, [fc.toStringMethod]: () => name });
}

function seedOf(name: string): number {
  return createHash('sha1').update(name).digest().readInt32BE();
}
