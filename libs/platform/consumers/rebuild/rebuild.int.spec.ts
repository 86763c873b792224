import { randomUUID } from 'node:crypto';
import { beginning } from '#platform/core';
import { FeedUnavailable } from '#platform/feed';
import { eventually } from '#test/eventually';
import { type Instance, PostOffice, StampParcel } from '#test/post-office';
import {
  AlreadyRebuilding,
  NoRebuild,
  NoSuchConsumer,
  NotLevel,
  NotRebuildable,
  NotSwitched,
  RebuildDiffers,
  TablesChanged,
} from './rebuild.js';

const view = 'post.parcel-view';
const retries = { attempts: 2, first: 1, longest: 1 };
const insisting = { force: true, reason: 'the spelling was mended' };
const cautious = { force: false };

let office: PostOffice;
let instance: Instance;
beforeEach(async () => {
  office = await PostOffice.open();
  instance = await office.start(['reaction', 'projection', 'effect'], { retries, rebuildBatch: 10 });
});
afterEach(() => office.close());

const rebuilds = (of = instance) => of.consumers.rebuilds;

/** Letters in some towns, all of them shown. */
async function shownLetters(amount: number): Promise<readonly string[]> {
  const letters = Array.from({ length: amount }, () => randomUUID());
  await Promise.all(letters.map((letter, index) => office.postLetter(letter, { town: `town ${index % 7}` })));
  await eventually(async () => expect(await office.view(letters.at(-1)!)).toBeDefined(), { within: 15_000 });
  return letters;
}

const level = (of = instance) =>
  eventually(async () => expect(await rebuilds(of).find(view)).toMatchObject({ isLevel: true }), { within: 15_000 });

async function rowsOf(table: string): Promise<readonly string[]> {
  const { rows } = await office.post.operator.query<{ row: string }>(
    `select t::text as row from ${table} t order by 1`,
  );
  return rows.map(({ row }) => row);
}

async function tablesAndIndexes(): Promise<readonly string[]> {
  const { rows } = await office.post.operator.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'i')
       and (relname ~ 'parcel_view|town_figures') order by 1`,
    [office.post.schema],
  );
  return rows.map(({ name }) => name);
}

async function remembered(): Promise<readonly string[]> {
  const { rows } = await office.post.operator.query<{ consumer: string }>('select distinct consumer from checkpoints');
  return rows.map(({ consumer }) => consumer).toSorted((a, b) => a.localeCompare(b));
}

const acts = async (id: string) =>
  (await office.postLog.readStream(`post.rebuild-${id}`, 0)).map(({ type, data }) => ({ type, ...(data as object) }));

/** Posts one letter after the other until told to stop. */
function postingOn() {
  let going = true;
  const posted: string[] = [];
  const done = (async () => {
    while (going) {
      const letter = randomUUID();
      await office.postLetter(letter, { town: `town ${posted.length % 7}` });
      posted.push(letter);
    }
  })();
  return {
    posted,
    stop: async () => {
      going = false;
      await done;
    },
  };
}

describe('a rebuilt read model', () => {
  it('equals the one that serves, byte for byte, though writes went on, and serves after the switch', async () => {
    await shownLetters(200);
    const posting = postingOn();
    const { id } = await rebuilds().start(view);
    await level();
    expect(await rebuilds().compare(view)).toMatchObject({ isSame: true });
    const { rebuild, comparison } = await rebuilds().switch(view, 'building', cautious);
    expect(rebuild).toMatchObject({ status: 'switched' });
    expect(comparison.tables.map(({ table }) => table)).toEqual(['parcel_view', 'town_figures']);
    for (const { serving, beside } of comparison.tables) expect(serving).toEqual(beside);
    expect(comparison.tables[0]!.serving.rows).toBeGreaterThanOrEqual(200);
    await posting.stop();
    await eventually(async () => expect(await office.view(posting.posted.at(-1)!)).toBeDefined());
    await level();
    expect(await rowsOf('parcel_view')).toEqual(await rowsOf('rebuild__parcel_view'));
    expect(await rowsOf('town_figures')).toEqual(await rowsOf('rebuild__town_figures'));
    expect(await rowsOf('parcel_view')).toHaveLength(200 + posting.posted.length);
    expect(await acts(id)).toMatchObject([
      { type: 'RebuildStarted', consumer: view, tables: ['parcel_view', 'town_figures'] },
      { type: 'ReadModelSwitched', to: 'rebuilt', differences: 0, parked: 0, reason: null },
    ]);
    for (const { sources } of await instance.consumers.standings())
      for (const { coverage } of sources) expect(coverage?.uncovered ?? 0).toBe(0);
  });

  it('shows a row that was tampered with, a lost one and one too many, and mends them by the switch', async () => {
    const [changed, lost] = await shownLetters(20);
    const right = await rowsOf('parcel_view');
    await office.post.operator.query(`update parcel_view set status = 'eaten' where parcel_id = $1`, [changed]);
    await office.post.operator.query(`delete from parcel_view where parcel_id = $1`, [lost]);
    await office.post.operator.query(`insert into parcel_view values ('a ghost', 'Bern', 'registered', '[]')`);
    await rebuilds().start(view);
    await level();
    const { isSame, tables } = await rebuilds().compare(view);
    expect(isSame).toBe(false);
    expect(tables).toMatchObject([{ differing: 3 }, { table: 'town_figures', differing: 0 }]);
    expect(new Set(tables[0]!.differences)).toEqual(
      new Set([
        { key: { parcel_id: changed }, is: 'different', columns: ['status'] },
        { key: { parcel_id: lost }, is: 'only-beside', columns: [] },
        { key: { parcel_id: 'a ghost' }, is: 'only-serving', columns: [] },
      ]),
    );
    await expect(rebuilds().switch(view, 'building', cautious)).rejects.toThrow(RebuildDiffers);
    expect(await office.view(changed!)).toMatchObject({ status: 'eaten' });
    await rebuilds().switch(view, 'building', insisting);
    expect(await rowsOf('parcel_view')).toEqual(right);
  });

  it('shows what a changed handler makes of the same events, and can be left again', async () => {
    await shownLetters(10);
    const before = await rowsOf('parcel_view');
    office.world.spelling = (town) => town.toUpperCase();
    const { id } = await rebuilds().start(view);
    await level();
    const { tables } = await rebuilds().compare(view);
    expect(tables[0]).toMatchObject({ differing: 10 });
    expect(tables[0]!.differences[0]).toMatchObject({ is: 'different', columns: ['town'] });
    await rebuilds().switch(view, 'building', insisting);
    expect((await rowsOf('parcel_view'))[0]).toContain('TOWN');
    await expect(rebuilds().switch(view, 'building', insisting)).rejects.toThrow(NotSwitched);
    await rebuilds().switch(view, 'switched', insisting);
    expect(await rowsOf('parcel_view')).toEqual(before);
    expect(await rebuilds().find(view)).toMatchObject({ status: 'building' });
    expect(await acts(id)).toMatchObject([
      {},
      { to: 'rebuilt', differences: 10 },
      { to: 'former', reason: insisting.reason },
    ]);
  });

  it('keeps the former one level, so that nothing is missing after switching back', async () => {
    await shownLetters(10);
    await rebuilds().start(view);
    await level();
    await rebuilds().switch(view, 'building', cautious);
    const [later] = await shownLetters(1);
    await rebuilds().switch(view, 'switched', cautious);
    expect(await office.view(later!)).toBeDefined();
    const [last] = await shownLetters(1);
    expect(await office.view(last!)).toEqual({ status: 'registered', history: ['registered'] });
  });

  it('leaves the names of tables and indexes as they were', async () => {
    const before = await tablesAndIndexes();
    await shownLetters(3);
    await rebuilds().start(view);
    await level();
    await rebuilds().switch(view, 'building', cautious);
    await rebuilds().end(view);
    expect(await tablesAndIndexes()).toEqual(before);
    const [later] = await shownLetters(1);
    expect(await office.view(later!)).toBeDefined();
  });
});

describe('a rebuild', () => {
  it('that is cancelled leaves nothing', async () => {
    const before = [await tablesAndIndexes(), await remembered()];
    await shownLetters(10);
    const known = await remembered();
    const { id } = await rebuilds().start(view);
    await level();
    await rebuilds().end(view);
    expect(await tablesAndIndexes()).toEqual(before[0]);
    expect(await remembered()).toEqual(known);
    await expect(rebuilds().find(view)).rejects.toThrow(NoRebuild);
    expect((await acts(id)).at(-1)).toEqual({ type: 'RebuildEnded', consumer: view, kept: 'former' });
    await shownLetters(2);
    expect(await remembered()).toEqual(known);
  });

  it('that is cancelled in the middle leaves nothing either', async () => {
    await instance.stop();
    instance = await office.start(['reaction', 'projection', 'effect'], { retries, rebuildBatch: 1 });
    await shownLetters(150);
    const known = await remembered();
    for (let round = 0; round < 3; round++) {
      await rebuilds().start(view);
      await eventually(
        async () => {
          const { isLevel, sources } = await rebuilds().find(view);
          expect([isLevel, sources[0]!.position > 0]).toEqual([false, true]);
        },
        { every: 2 },
      );
      await rebuilds().end(view);
      await shownLetters(2);
      await shownLetters(2);
      expect(await remembered()).toEqual(known);
    }
  });

  it('is compared after what is being written for it at that moment', async () => {
    await shownLetters(5);
    await rebuilds().start(view);
    await level();
    const writing = Promise.withResolvers<void>();
    const written = office.post.database.transaction(async (transaction) => {
      await transaction.query('select from rebuilds for key share');
      await transaction.query(`insert into rebuild__parcel_view values ('late', 'Bern', 'registered', '[]')`);
      await writing.promise;
    });
    const compared = rebuilds().compare(view);
    const waiting = `select from pg_locks join pg_stat_activity using (pid) where not granted and application_name = 'tearline post owner'`;
    await eventually(async () => expect((await office.post.operator.query(waiting)).rowCount).toBe(1));
    writing.resolve();
    await written;
    expect(await compared).toMatchObject({ tables: [{ differences: [{ key: { parcel_id: 'late' } }] }, {}] });
  });

  it('goes on where it was when its owner dies in the middle, on another instance', async () => {
    await shownLetters(60);
    const built = new Set<string>();
    office.world.projecting = (parcel) => {
      if (built.size >= 30 && !built.has(parcel)) throw new FeedUnavailable('the rebuild is kept waiting');
      built.add(parcel);
    };
    await rebuilds().start(view);
    const halfway = await eventually(async () => {
      const { sources, isLevel } = await rebuilds().find(view);
      expect([isLevel, built.size]).toEqual([false, 30]);
      expect(sources[0]!.position).toBeGreaterThan(20);
      return sources[0]!.position;
    });
    await instance.cut();
    await instance.stop();
    const anew = new Set<string>();
    office.world.projecting = (parcel) => void anew.add(parcel);
    const other = await office.start(['reaction', 'projection', 'effect'], { retries, rebuildBatch: 10 });
    await level(other);
    const done = (await office.postLog.read(beginning, halfway)).filter(({ type }) => type === 'ParcelRegistered');
    expect(done.length).toBeGreaterThan(0);
    expect(anew.size).toBeGreaterThan(0);
    for (const { data } of done) expect(anew).not.toContain((data as { parcelId: string }).parcelId);
    expect(await rebuilds(other).switch(view, 'building', cautious)).toMatchObject({ comparison: { isSame: true } });
  });

  it('is not switched to while it has parked a stream, which can be resumed as any other', async () => {
    const [, wrong] = await shownLetters(10);
    office.world.projecting = (parcel) => {
      if (parcel === wrong) throw new Error('not yet');
    };
    await rebuilds().start(view);
    await eventually(async () => expect(await rebuilds().find(view)).toMatchObject({ parked: 1, isLevel: true }));
    await expect(rebuilds().switch(view, 'building', cautious)).rejects.toThrow(RebuildDiffers);
    office.world.projecting = () => {};
    const [parked] = await instance.consumers.parking.list(10);
    expect(await instance.consumers.parking.inspect(parked!.id)).toMatchObject({ now: { outcome: 'succeeds' } });
    await instance.consumers.parking.resume(parked!.id);
    await eventually(async () => expect(await rebuilds().find(view)).toMatchObject({ parked: 0, isLevel: true }));
    expect(await rebuilds().switch(view, 'building', cautious)).toMatchObject({ comparison: { isSame: true } });
  });

  it('brings along what waits beside it: what comes later goes behind', async () => {
    const [, wrong] = await shownLetters(10);
    office.world.projecting = (parcel) => {
      if (parcel === wrong) throw new Error('not yet');
    };
    await rebuilds().start(view);
    await eventually(async () => expect(await rebuilds().find(view)).toMatchObject({ parked: 1, isLevel: true }));
    await rebuilds().switch(view, 'building', insisting);
    office.world.projecting = () => {};
    await instance.dispatch(new StampParcel(wrong!, 'me'));
    const [parked] = await eventually(async () => {
      const list = await instance.consumers.parking.list(10);
      expect(list).toMatchObject([{ consumer: view, waiting: 2 }]);
      return list;
    });
    expect(await office.view(wrong!)).toBeUndefined();
    await instance.consumers.parking.resume(parked!.id);
    await eventually(async () =>
      expect(await office.view(wrong!)).toEqual({ status: 'registered', history: ['registered', 'stamped by me'] }),
    );
  });

  it('is of tables that have not changed meanwhile', async () => {
    await shownLetters(1);
    await rebuilds().start(view);
    await level();
    await office.post.operator.query('alter table parcel_view add column weight integer');
    await expect(rebuilds().switch(view, 'building', insisting)).rejects.toThrow(TablesChanged);
    await rebuilds().end(view);
    await rebuilds().start(view);
    await level();
    await rebuilds().switch(view, 'building', cautious);
  });

  it('cannot be switched to before it is level', async () => {
    await shownLetters(10);
    office.world.projecting = () => {
      throw new FeedUnavailable('the rebuild is kept waiting');
    };
    await rebuilds().start(view);
    await expect(rebuilds().switch(view, 'building', insisting)).rejects.toThrow(NotLevel);
  });

  it('keeps nobody from reading and calls nobody outside', async () => {
    let calls = 0;
    office.world.calling = async () => {
      calls += 1;
      return [];
    };
    const letters = await shownLetters(30);
    await eventually(async () => expect(calls).toBe(30));
    const events = await office.postLog.head();
    await rebuilds().start(view);
    await level();
    expect(await office.view(letters[0]!)).toBeDefined();
    await rebuilds().switch(view, 'building', cautious);
    expect(calls).toBe(30);
    expect(await office.postLog.head()).toBe(events + 2);
  });

  it('is of a projection that declares its tables, once at a time', async () => {
    await expect(rebuilds().start('post.nobody')).rejects.toThrow(NoSuchConsumer);
    await expect(rebuilds().start('post.register-parcels')).rejects.toThrow(NotRebuildable);
    await expect(rebuilds().start('post.notify')).rejects.toThrow(NotRebuildable);
    await expect(rebuilds().find(view)).rejects.toThrow(NoRebuild);
    await rebuilds().start(view);
    await expect(rebuilds().start(view)).rejects.toThrow(AlreadyRebuilding);
  });
});
