import type { QueryConfig } from 'pg';
import { personalDataOf, type Event } from '#platform/core';
import { Database, type Queryable } from '#platform/database';
import type { NewEvent, StreamWrite } from '#platform/log';
import { AppendAboutPeople1763700000020, CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { eventually } from '#test/eventually';
import { CreatePersonalKeys1763700000019, PersonalKeys, Sealing } from './index.js';

type GuestArrived = Event<'GuestArrived', { guestId: string; name: string }>;
type GuestForgotten = Event<'GuestForgotten', { guestId: string }>;

const declared = personalDataOf<GuestArrived | GuestForgotten>({
  fields: { GuestArrived: { of: 'guestId', erased: { name: 'erased' } } },
  commands: { WriteTo: { of: 'guestId', erased: { letter: '' } } },
  forgottenAfter: { GuestForgotten: 'guestId' },
});

let inn: ContextDatabase;
beforeEach(async () => {
  inn = await openContextDatabase('inn', [
    CreateLog1763700000000,
    CreatePersonalKeys1763700000019,
    AppendAboutPeople1763700000020,
  ]);
});
afterEach(() => inn.close());

/** A database that lets nobody append until it is told to. */
class HeldDatabase extends Database {
  readonly asked = Promise.withResolvers<void>();
  readonly released = Promise.withResolvers<void>();

  override query: Database['query'] = async (statement, values) => {
    if ((statement as QueryConfig).name?.startsWith('append')) {
      this.asked.resolve();
      await this.released.promise;
    }
    return super.query(statement, values);
  };
}

/** The log as one process has it, which has begun to take note of whom others forget. */
async function aProcess(database: Database = inn.anotherPool()) {
  const sealing = new Sealing(declared, new PersonalKeys('inn', database, ['a secret of the inn, one']));
  await sealing.notice();
  return { sealing, log: new PostgresEventLog('inn', database, { sealing }) };
}

let events = 0;
const event = (type: string, data: object): NewEvent => ({
  id: `01a1fe00-0000-7000-8000-${String(++events).padStart(12, '0')}`,
  type,
  schemaVersion: 1,
  data,
  metadata: { commandId: 'none', correlationId: 'none' },
});
const write = (...of: readonly NewEvent[]): StreamWrite => ({
  stream: `inn.guest-${++events}`,
  expectedVersion: 0,
  events: of,
});
const arrived = (guestId = 'ada') => event('GuestArrived', { guestId, name: 'Ada' });
const forgotten = (guestId = 'ada') => event('GuestForgotten', { guestId });
const erased = { guestId: 'ada', name: 'erased' };
const [sealed, gone] = [expect.objectContaining({ name: expect.objectContaining({ of: 'ada' }) }), { guestId: 'ada' }];

const stored = async () =>
  (await inn.operator.query<{ data: object }>('select data from events order by position')).rows.map(
    ({ data }) => data,
  );

it('writes nothing that can be read behind the event that forgets, though another process has the key in memory', async () => {
  const [here, elsewhere] = [await aProcess(), await aProcess()];
  await elsewhere.log.append([write(arrived())]);
  await here.log.append([write(forgotten())]);
  expect(await elsewhere.log.append([write(arrived())])).toMatchObject({ outcome: 'appended', isErased: true });
  const database = inn.anotherPool();
  await database.transaction((transaction) => elsewhere.log.appendWithin(transaction, [write(arrived())]));
  expect(await stored()).toEqual([sealed, gone, erased, erased]);
});

it('erases what was sealed and not yet appended when somebody was forgotten', async () => {
  const held = new HeldDatabase(inn.anotherPool().pool);
  const [here, slow] = [await aProcess(), await aProcess(held)];
  const appending = slow.log.append([write(arrived()), write(arrived('bea'))]);
  await held.asked.promise;
  await here.log.append([write(forgotten())]);
  held.released.resolve();
  expect(await appending).toMatchObject({ outcome: 'appended', isErased: true });
  expect(await stored()).toEqual([gone, erased, expect.objectContaining({ guestId: 'bea', name: expect.any(Object) })]);
});

it('lets a transaction that makes the key go first, and the one that destroys it wait', async () => {
  const [one, other] = [await aProcess(), await aProcess()];
  const [made, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const pausing = (transaction: Queryable): Queryable => ({
    query: async (statement, values) => {
      if ((statement as QueryConfig).name?.startsWith('append')) {
        made.resolve();
        await go.promise;
      }
      return transaction.query(statement, values);
    },
  });
  const writing = inn.database.transaction((transaction) =>
    one.log.appendWithin(pausing(transaction), [write(arrived())]),
  );
  await made.promise;
  const forgetting = other.log.append([write(forgotten())]);
  // Not with the lock of the head in its hands, or neither could go on.
  expect(await waiting()).toEqual([expect.stringMatching(/^insert into personal_keys/)]);
  go.resolve();
  await Promise.all([writing, forgetting]);
  expect(await stored()).toEqual([sealed, gone]);
  expect((await (await aProcess()).log.read(0 as never, 10))[0]!.data).toEqual(erased);
});

/** The statements that wait for another transaction, as soon as there are any. */
async function waiting(): Promise<readonly string[]> {
  return eventually(async () => {
    const { rows } = await inn.operator.query<{ query: string }>(
      `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows).not.toEqual([]);
    return rows.map(({ query }) => query);
  });
}

it('reads by the order of the log where one append forgets and tells again', async () => {
  const { log } = await aProcess();
  await log.append([write(arrived(), forgotten(), arrived()), write(arrived())]);
  expect(await stored()).toEqual([sealed, gone, erased, erased]);
});

it('reads by the order of the log where appends that share a commit tell, forget and tell again', async () => {
  const { log } = await aProcess();
  await log.append([write(arrived())]);
  await Promise.all([arrived(), forgotten(), arrived()].map((one) => log.append([write(one)])));
  expect(await stored()).toEqual([sealed, sealed, gone, erased]);
});

it('destroys no key when the event that forgets is not appended', async () => {
  const { log } = await aProcess();
  const first = write(arrived());
  await log.append([first]);
  expect(await log.append([{ ...write(forgotten()), stream: first.stream }])).toMatchObject({ outcome: 'conflict' });
  const undone = inn.database.transaction(async (transaction) => {
    await log.appendWithin(transaction, [write(forgotten())]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await log.append([write(arrived())]);
  expect(await stored()).toEqual([sealed, sealed]);
  expect((await (await aProcess()).log.read(0 as never, 10)).map(({ data }) => data)).toMatchObject([
    { name: 'Ada' },
    { name: 'Ada' },
  ]);
});

it('appends nothing of what is to tell of the living, whether that is known before or shows', async () => {
  const [here, elsewhere] = [await aProcess(), await aProcess()];
  await elsewhere.log.append([write(arrived())]);
  await here.log.append([write(forgotten())]);
  const ofTheLiving = () => ({ ...write(arrived()), isOfTheLiving: true });
  expect(await elsewhere.log.append([ofTheLiving()])).toEqual({ outcome: 'forgotten' });
  expect(await elsewhere.log.append([ofTheLiving()])).toEqual({ outcome: 'forgotten' });
  const together = await Promise.all([here.log.append([ofTheLiving()]), here.log.append([write(arrived('bea'))])]);
  expect(together.map(({ outcome }) => outcome)).toEqual(['forgotten', 'appended']);
  expect(await stored()).toHaveLength(3);
});

it('opens nothing of a person in a page that forgets them, nor afterwards, though the key was in memory', async () => {
  const [here, elsewhere] = [await aProcess(), await aProcess()];
  await elsewhere.log.append([write(arrived())]);
  await here.log.append([write(forgotten())]);
  expect((await elsewhere.log.read(0 as never, 10)).map(({ data }) => data)).toEqual([erased, gone]);
  expect((await elsewhere.log.read(0 as never, 1)).map(({ data }) => data)).toEqual([erased]);
});

it('notices a key whose destruction was under way while it looked', async () => {
  const [here, elsewhere] = [await aProcess(), await aProcess()];
  await elsewhere.log.append([write(arrived())]);
  await inn.database.transaction(async (transaction) => {
    await here.log.appendWithin(transaction, [write(forgotten())]);
    await elsewhere.sealing.notice();
  });
  await here.log.append([write(arrived('bea'))]);
  await elsewhere.log.notice();
  expect((await elsewhere.log.read(0 as never, 1)).map(({ data }) => data)).toEqual([erased]);
});

it('keeps what a process sent under the key of the person, and says afterwards what of it is erased', async () => {
  const { log } = await aProcess();
  const content = { guestId: 'ada', letter: 'Dear Ada', copies: 2 };
  const sent = () => event('CommandSent', { command: 'WriteTo', content });
  const read = async () => (await (await aProcess()).log.read(0 as never, 10)).map(({ data }) => data);
  await log.append([write(sent())]);
  expect(JSON.stringify(await stored())).not.toContain('Dear Ada');
  expect(await read()).toEqual([{ command: 'WriteTo', content }]);
  await log.append([write(forgotten(), sent())]);
  const left = { command: 'WriteTo', content: { ...content, letter: '' }, erased: ['letter'] };
  expect(await read()).toEqual([left, gone, left]);
  expect((await stored())[2]).toEqual(left);
});
