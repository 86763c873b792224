import { EventTypes, personalDataOf, type Event } from '#platform/core';
import { emptyImage, type NewEvent, type StreamWrite } from '#platform/log';
import { AppendAboutPeople1763700000020, CreateLog1763700000000, PostgresEventLog } from '#platform/log-postgres';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { CreatePersonalKeys1763700000019, PersonalKeys, Sealing } from './index.js';

type GuestArrived = Event<
  'GuestArrived',
  { guestId: string; name: string; wishes?: readonly string[]; nights: number }
>;
type GuestForgotten = Event<'GuestForgotten', { guestId: string }>;

const declared = personalDataOf<GuestArrived | GuestForgotten>({
  fields: { GuestArrived: { of: 'guestId', erased: { name: 'erased', wishes: [] } } },
  forgottenAfter: { GuestForgotten: 'guestId' },
});
const secret = 'a secret of the inn, one';

let inn: ContextDatabase;
beforeEach(async () => {
  inn = await openContextDatabase('inn', [
    CreateLog1763700000000,
    CreatePersonalKeys1763700000019,
    AppendAboutPeople1763700000020,
  ]);
});
afterEach(() => inn.close());

/** The log as one process has it. */
function aProcess(database = inn.database, secrets = [secret]) {
  const keys = new PersonalKeys('inn', database, secrets);
  const sealing = new Sealing(declared, keys);
  const types = new EventTypes({ upcast: {}, renamed: { GuestCame: 'GuestArrived' } });
  return { keys, sealing, log: new PostgresEventLog('inn', database, { sealing, types }) };
}

let events = 0;
function arrival(guestId: string, data: object = {}, type = 'GuestArrived'): StreamWrite {
  const event: NewEvent = {
    id: `01a1fe00-0000-7000-8000-${String(++events).padStart(12, '0')}`,
    type,
    schemaVersion: 1,
    data: { guestId, name: 'Ada', wishes: ['tea', 'a view'], nights: 2, ...data },
    metadata: { commandId: 'none', correlationId: 'none' },
  };
  return { stream: `inn.guest-${events}`, expectedVersion: emptyImage(undefined).version, events: [event] };
}

function forgetting(data: object): StreamWrite {
  return arrival('', { ...data }, 'GuestForgotten');
}

const stored = async () =>
  (await inn.operator.query<{ data: object }>('select data from events order by position')).rows.map(
    ({ data }) => data,
  );
const clear = { guestId: 'ada', name: 'Ada', wishes: ['tea', 'a view'], nights: 2 };
const erased = { ...clear, name: 'erased', wishes: [] };
const readBy = async ({ log }: ReturnType<typeof aProcess>) =>
  (await log.read(0 as never, 100)).map(({ data }) => data as object);

it('stores what is personal under the key of the person, and reads it in clear', async () => {
  const process = aProcess();
  await process.log.append([arrival('ada')]);
  const [data] = await stored();
  expect(data).toEqual({
    guestId: 'ada',
    name: { $sealed: expect.any(String), of: 'ada' },
    wishes: { $sealed: expect.any(String), of: 'ada' },
    nights: 2,
  });
  expect(await readBy(process)).toEqual([clear]);
  expect(await readBy(aProcess(inn.anotherPool()))).toEqual([clear]);
});

it('reads what is erased once the key is destroyed, here and, when it has noticed, elsewhere', async () => {
  const [here, elsewhere] = [aProcess(), aProcess(inn.anotherPool())];
  await elsewhere.sealing.notice();
  await here.log.append([arrival('ada'), arrival('bea')]);
  for (const process of [here, elsewhere]) expect(await readBy(process)).toMatchObject([clear, { guestId: 'bea' }]);
  await here.sealing.forget('ada');
  await elsewhere.sealing.notice();
  for (const process of [here, elsewhere])
    expect(await readBy(process)).toMatchObject([erased, { guestId: 'bea', name: 'Ada' }]);
});

it('stores nothing more of who is forgotten, and makes no other key', async () => {
  const [here, elsewhere] = [aProcess(), aProcess(inn.anotherPool())];
  await here.sealing.forget('ada');
  await elsewhere.log.append([arrival('ada')]);
  expect(await stored()).toEqual([erased]);
});

it('makes one key of several processes that write of the same person first, also within transactions', async () => {
  const processes = Array.from({ length: 4 }, () => aProcess(inn.anotherPool({ connections: 2 })));
  await Promise.all(
    processes.map(({ log }, index) =>
      index % 2 === 0
        ? log.append([arrival('ada')])
        : inn.database.transaction((transaction) => log.appendWithin(transaction, [arrival('ada')])),
    ),
  );
  expect(await readBy(aProcess())).toEqual([clear, clear, clear, clear]);
});

it('remembers no key of a transaction that was rolled back', async () => {
  const process = aProcess();
  const undone = inn.database.transaction(async (transaction) => {
    await process.log.appendWithin(transaction, [arrival('ada')]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await process.log.append([arrival('ada')]);
  expect(await readBy(aProcess())).toEqual([clear]);
});

it('reads what older code stored in clear, and opens what had another name', async () => {
  const before = new PostgresEventLog('inn', inn.database);
  await before.append([arrival('ada')]);
  const process = aProcess();
  await process.log.append([arrival('ada')]);
  await inn.operator.query('alter table events disable trigger all');
  await inn.operator.query(`update events set type = 'GuestCame' where position = 2`);
  expect(await readBy(process)).toEqual([clear, clear]);
});

it('leaves in clear what names nobody, and makes no key of nobody', async () => {
  const process = aProcess();
  const [older, empty] = [arrival('ada', { guestId: undefined }), arrival('')];
  const { name, wishes, nights } = clear;
  const outcomes = [await process.log.append([older]), await process.log.append([{ ...empty, isOfTheLiving: true }])];
  expect(outcomes).toMatchObject([{ outcome: 'appended' }, { outcome: 'appended' }]);
  expect(outcomes).toEqual([0, 1].map(() => expect.not.objectContaining({ isErased: true }) as object));
  expect(await stored()).toEqual([
    { name, wishes, nights },
    { ...clear, guestId: '' },
  ]);
  await process.log.append([forgetting({})]);
  expect((await inn.operator.query('select from personal_keys')).rowCount).toBe(0);
  expect(await readBy(process)).toMatchObject([{ name }, { name }, {}]);
});

it('says which event cannot be opened, and reads the others', async () => {
  const process = aProcess();
  await process.log.append([arrival('ada'), arrival('bea'), arrival('cleo')]);
  await inn.operator.query(`delete from personal_keys where subject = 'ada'`);
  await inn.operator.query(`update personal_keys k set key = null, destroyed_at = now() where subject = 'cleo'`);
  const read = await aProcess().log.read(0 as never, 100);
  expect(read[0]!.unreadable).toMatchObject({
    because: 'not-opened',
    reason: expect.stringContaining('personal_keys'),
  });
  expect(read.slice(1).map(({ data }) => data)).toMatchObject([{ name: 'Ada' }, { name: 'erased' }]);
});

it('opens no field in another place than its own', async () => {
  await aProcess().log.append([arrival('ada'), arrival('ada', { name: 'Ida' })]);
  await inn.operator.query('alter table events disable trigger all');
  await inn.operator.query(`update events set data = (select data from events where position = 1) where position = 2`);
  const [, second] = await aProcess().log.read(0 as never, 100);
  expect(second!.unreadable).toMatchObject({ because: 'not-opened' });
});

it('changes the secret without losing a word', async () => {
  await aProcess().log.append([arrival('ada')]);
  const changed = aProcess(inn.anotherPool(), ['a newer secret of the inn', secret]);
  expect(await changed.keys.rewrap()).toBe(1);
  expect(await changed.keys.rewrap()).toBe(0);
  expect(await readBy(aProcess(inn.anotherPool(), ['a newer secret of the inn']))).toEqual([clear]);
  await expect(readBy(aProcess(inn.anotherPool()))).rejects.toMatchObject({
    name: 'WrongSettings',
    message: expect.stringContaining('add that secret to PERSONAL_DATA_SECRET') as string,
  });
});
