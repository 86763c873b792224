import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongSettings } from '#platform/config';
import { beginning, positionFrom, type RecordedEvent } from '#platform/core';
import { ArchiveBusy, ArchiveDamaged, ArchiveUnavailable } from '#platform/log';
import { anEventOf, ArchivedLog, wholeLog } from '#test/archived-log';
import { archivedFiles, refuseMissingFiles, restoreFromArchive, type Step, verifyArchive } from '../index.js';

class Killed extends Error {}

const kinds = [{ category: 'tests.order', types: ['Ended'] }];

let archived: ArchivedLog;
let before: readonly RecordedEvent[];

async function open(): Promise<void> {
  archived = await ArchivedLog.open();
  const log = archived.log();
  const appends = Array.from({ length: 30 }, (_, order) => {
    const events = [anEventOf('Begun', { order }), anEventOf('Ended')];
    return log.append([{ stream: `tests.order-${order}`, expectedVersion: 0, events }]);
  });
  await Promise.all(appends);
  await log.append([{ stream: 'tests.other-1', expectedVersion: 0, events: [anEventOf('Happened')] }]);
  before = await wholeLog(archived.log());
}

/** Six orders to a file: it takes no more streams than a quarter of its events. */
const limits = { events: 20 };
const verify = () => verifyArchive(archived.context.schemaOwner, archived.files);
const asBefore = async () => expect(await wholeLog(archived.log(), 9)).toEqual(before);
const first = async () => (await archivedFiles(archived.context.database))[0]!;

/** Ends a run at a step of its second file, as a kill does: nothing of it tidies up. */
async function moveKilledAt(at: Step, kill: () => Promise<void>): Promise<unknown> {
  let files = 0;
  const onStep = async (step: Step) => {
    if (step === 'drafted') files += 1;
    if (step === at && files === 2) await kill();
  };
  return archived.move(kinds, { limits, onStep }).catch((error: unknown) => error);
}

const cutTheConnection = async () => {
  await archived.context.operator.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where application_name = 'tearline tests owner' and datname = current_database()`,
  );
};

describe('a run that is killed', () => {
  beforeEach(open);
  afterEach(() => archived.stop());

  it.each<[Step, number, number]>([
    ['drafted', 12, 0],
    ['written', 12, 1],
    ['checked', 12, 1],
    ['moved', 24, 0],
  ])('when a file is %s leaves the log whole, and the next run tidies up and goes on', async (step, moved, orphans) => {
    const killed = await moveKilledAt(step, () => Promise.reject(new Killed()));
    expect(killed).toBeInstanceOf(Killed);
    await asBefore();
    const left = await verify();
    expect(left).toMatchObject({ problems: [], archived: moved });
    expect(left.unknown).toHaveLength(orphans);
    await archived.move(kinds, { limits });
    await asBefore();
    expect(await verify()).toMatchObject({ problems: [], archived: 60, stored: 1, unknown: [] });
    expect(await archived.files.names()).toHaveLength(5);
  });

  it('by the loss of its connection loses nothing either', async () => {
    expect(await moveKilledAt('checked', cutTheConnection)).toBeInstanceOf(Error);
    await asBefore();
    expect(await verify()).toMatchObject({ problems: [], archived: 12 });
    await archived.move(kinds, { limits });
    expect(await verify()).toMatchObject({ problems: [], archived: 60, unknown: [] });
  });

  it('and replaced while it stood still moves nothing', async () => {
    let replaced = false;
    const onStep = async (step: Step) => {
      if (step !== 'checked' || replaced) return;
      replaced = true;
      await archived.context.operator.query('delete from archive_drafts');
    };
    await expect(archived.move(kinds, { limits, onStep })).rejects.toThrow(/is not a draft of this archive any more/);
    await asBefore();
    expect(await archived.stored()).toBe(61);
  });

  it('never has a second beside it', async () => {
    const second = archived.move(kinds, { onStep: async () => void (await archived.move(kinds)) });
    await expect(second).rejects.toThrow(ArchiveBusy);
    await archived.move(kinds);
    await expect(verify()).resolves.toMatchObject({ problems: [], archived: 60 });
  });

  it('while it puts a file back leaves the file in use, or one that the next run removes', async () => {
    await archived.move(kinds, { limits });
    const { schemaOwner } = archived.context;
    const { read } = archived.files;
    let reads = 0;
    archived.files.read = async (...asked) => {
      if (++reads === 2) await cutTheConnection();
      return read.apply(archived.files, asked);
    };
    await expect(restoreFromArchive(schemaOwner, archived.files)).rejects.toThrow(/terminat|connection/i);
    archived.files.read = read;
    await asBefore();
    expect(await verify()).toMatchObject({ problems: [], archived: 48 });
    await archived.move(kinds, { limits });
    expect(await verify()).toMatchObject({ problems: [], archived: 60, unknown: [] });
  });
});

describe('a search', () => {
  beforeEach(async () => {
    await open();
    await archived.move(kinds, { limits });
  });
  afterEach(() => archived.stop());

  it('finds what is put back into the table after it has asked where it is', async () => {
    const { read } = archived.files;
    archived.files.read = async (...asked) => {
      archived.files.read = read;
      await restoreFromArchive(archived.context.schemaOwner, archived.files);
      return read.apply(archived.files, asked);
    };
    const { events } = await archived.history().find({}, beginning, 100);
    expect(events).toEqual(before);
  });
});

describe('a damaged file', () => {
  beforeEach(async () => {
    await open();
    await archived.move(kinds, { limits });
  });
  afterEach(() => archived.stop());

  it('is refused by whoever needs it, and by nobody else', async () => {
    const { name } = await first();
    await archived.damage(name, 100);
    const refused = archived.log().read(beginning, 10);
    await expect(refused).rejects.toThrow(ArchiveDamaged);
    await expect(refused).rejects.toMatchObject({ code: 'log.archive-damaged', details: { file: name } });
    await expect(archived.log().readStream('tests.order-3', 0)).rejects.toThrow(ArchiveDamaged);
    await expect(archived.snapshots().read('tests.order-3', '1-a', 0, 9)).rejects.toThrow(ArchiveDamaged);
    await expect(archived.history().find({}, beginning, 9)).rejects.toThrow(ArchiveDamaged);
    expect(await wholeLog(archived.log(), 9, positionFrom(20))).toEqual(before.slice(20));
    expect(await archived.log().readStream('tests.order-25', 0)).toHaveLength(2);
  });

  it('is named by those who verify, and not put back into the table', async () => {
    const { name } = await first();
    await archived.damage(name, 0);
    expect((await verify()).problems).toEqual([`${name} is damaged.`]);
    const { schemaOwner } = archived.context;
    await expect(restoreFromArchive(schemaOwner, archived.files, [name])).rejects.toThrow(ArchiveDamaged);
    expect(await archived.stored()).toBe(1);
  });

  it('is recognised when it is cut off, and when it is gone', async () => {
    const { name } = await first();
    const path = join(archived.files.place, name);
    await truncate(path, 50);
    await expect(archived.log().read(beginning, 10)).rejects.toThrow(ArchiveDamaged);
    await rm(path);
    const refused = archived.log().read(beginning, 10);
    await expect(refused).rejects.toThrow(ArchiveUnavailable);
    await expect(refused).rejects.toMatchObject({ code: 'log.archive-unavailable', details: { file: name } });
    expect((await verify()).problems).toEqual([`${name} is missing.`]);
  });

  it('that is gone or cut off ends the start with one sentence that says how to mend it', async () => {
    const { context, files } = archived;
    await refuseMissingFiles('tests', context.database, files);
    const { name } = await first();
    await truncate(join(files.place, name), 50);
    const refused = refuseMissingFiles('tests', context.database, files);
    await expect(refused).rejects.toThrow(WrongSettings);
    await expect(refused).rejects.toThrow(
      `1 files of archived events of tests are missing or incomplete in ${files.place}, the first of them ${name}: set ARCHIVE_DIRECTORY to the directory that holds them, or copy them there.`,
    );
  });

  it('is not what a run leaves when the disk gives back something else', async () => {
    await restoreFromArchive(archived.context.schemaOwner, archived.files);
    const { write } = archived.files;
    archived.files.write = async (name, content) => {
      await write.call(archived.files, name, content);
      await archived.damage(name, content.length - 1);
    };
    await expect(archived.move(kinds)).rejects.toThrow(ArchiveDamaged);
    expect(await archived.stored()).toBe(61);
    await asBefore();
  });
});

describe('nobody', () => {
  beforeAll(async () => {
    await open();
    const stopped = new AbortController();
    await archived.move(kinds, { limits, signal: stopped.signal, onMoved: () => stopped.abort() });
  });
  afterAll(() => archived.stop());

  const asOwner = (...statements: readonly string[]) =>
    archived.context.schemaOwner.transaction(async (transaction) => {
      for (const statement of statements) await transaction.query(statement);
    });
  const forged = (checksum: string, events = 1) =>
    `insert into archive_files (name, events, content_bytes, content_sha256, bytes, sha256)
     values ('forged', ${events}, 1, ${checksum}, 1, '')`;

  it.each<[string, readonly string[]]>([
    ['a file forgotten', ['delete from archive_files']],
    ['blocks forgotten', ['delete from archive_blocks']],
    ['streams forgotten', ['delete from archived_streams']],
    ['streams pointed elsewhere', [`update archived_streams set positions = '{1}'`]],
    ['a file renamed', [`update archive_files set name = 'other'`]],
    ['a block moved', ['update archive_blocks set at = 1']],
    ['everything truncated', ['truncate archive_files cascade']],
    ['events deleted', ['delete from events where position = 60']],
    ['events deleted beside a file that does not hold them', [forged(`'\\x00'`), 'delete from events']],
    [
      'the events of another file deleted',
      [forged(`(select content_sha256 from archive_files limit 1)`), 'delete from events where position = 60'],
    ],
  ])('gets past the guards: %s', async (_, statements) => {
    await expect(asOwner(...statements)).rejects.toThrow(/immutable/);
    for (const statement of statements)
      await expect(archived.context.database.query(statement)).rejects.toThrow(/permission denied/);
    await asBefore();
    expect((await verify()).problems).toEqual([]);
  });

  it('takes the last event of the log, by which readers see that others lie before it', async () => {
    const line = `archive_line(e.position, e.stream, e.version, e.type, e.schema_version, e.data, e.metadata, e.event_id, e.command_id, e.recorded_at)`;
    const checksum = `(select sha256(convert_to(${line} || chr(10), 'UTF8')) from events e where position = 61)`;
    await expect(asOwner(forged(checksum), 'delete from events where position = 61')).rejects.toThrow(
      'the last event of the log never leaves',
    );
  });

  it('may do more to the archive than read it, in the role that runs', async () => {
    for (const table of ['archive_files', 'archive_blocks', 'archived_streams', 'archive_drafts']) {
      const { rows } = await archived.context.database.query<{ right: string }>(
        `select "right" from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) "right"
         where has_table_privilege($1, "right")`,
        [table],
      );
      expect(rows.map(({ right }) => right)).toEqual(['SELECT']);
    }
    const move = `select move_to_archive('x', '', 0, '', 0, '[]', '{}', '{}', '{}')`;
    await expect(archived.context.database.query(move)).rejects.toThrow(/permission denied for function/);
  });
});
