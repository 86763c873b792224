import { followWriters, type WhatWritersDo } from '#platform/log/conformance';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { CreateLog1763700000000, PostgresEventLog } from './index.js';
import { createAppend } from './sql/append.js';

/** Positions as a sequence gives them: each writer has its own at once, and holds nobody up until it commits. */
const head = 'select h.position into strict base from log_head h for update;';
const sequence = `
  perform pg_advisory_lock(7);
  select last_value into base from loose_positions;
  perform setval('loose_positions', base + cardinality(event_ids));
  perform pg_advisory_unlock(7);`;
const moved = /, moved as \(.*?\n {4}\)\n/s;

let context: ContextDatabase;

beforeEach(async () => {
  context = await openContextDatabase('tests', [CreateLog1763700000000]);
});
afterEach(() => context.close());

async function harness() {
  const { database, anotherPool } = context;
  const log = new PostgresEventLog('tests', database);
  const other = new PostgresEventLog('tests', anotherPool());
  const none = () => Promise.reject(new Error('Nobody does this here'));
  return { log, other, as: () => log, database, kill: none, tampering: {}, close: none };
}

async function loosen(): Promise<void> {
  expect(createAppend).toContain(head);
  expect(createAppend).toMatch(moved);
  const append = createAppend
    .replace('create function', 'create or replace function')
    .replace(head, sequence)
    .replace(moved, '\n');
  await context.operator.query(`
    create sequence loose_positions minvalue 0 start 0;
    grant all on loose_positions to public;
    ${append}
    create or replace function append_event(its_stream text, expected integer, its_command uuid, its_type text,
      its_schema_version integer, its_data json, its_metadata json, its_id uuid, out base bigint, out moment timestamptz)
      language sql as 'select null::bigint, null::timestamptz';
    create or replace function append_events(about text[], streams text[], versions integer[], are_first boolean[], commands uuid[],
      types text[], schema_versions integer[], datas json[], metadatas json[], event_ids uuid[], out base bigint, out moment timestamptz)
      language sql as 'select null::bigint, null::timestamptz';`);
}

const writers: WhatWritersDo[] = ['stalls before its commit', 'commits', 'stalls before its commit', 'commits'];

it('readers of a log whose positions do not come from its locked head see holes, which its suite notices', async () => {
  await loosen();
  await expect(followWriters(await harness(), writers)).rejects.toThrow(/^A reader that had come to \d+ saw/);
});

it('and see none when they do', async () => {
  await followWriters(await harness(), writers);
});
