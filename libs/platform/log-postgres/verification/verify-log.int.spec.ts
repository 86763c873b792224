import { randomUUIDv7 } from 'node:crypto';
import { type Event, EventTypes, personalDataOf } from '#platform/core';
import { CreatePersonalKeys1763700000019, PersonalKeys, Sealing } from '#platform/personal-data';
import { type ContextDatabase, openContextDatabase } from '#test/context-database';
import { AppendAboutPeople1763700000020 } from '../append-about-people.migration.js';
import { CreateLog1763700000000 } from '../create-log.migration.js';
import { PostgresEventLog } from '../postgres-event-log.js';
import { verifyLog } from './verify-log.js';

const types = new EventTypes(undefined, (type) => type === 'Counted');

const versions = new Map<string, number>();

let context: ContextDatabase;
beforeAll(async () => {
  context = await openContextDatabase('tests', [
    CreateLog1763700000000,
    CreatePersonalKeys1763700000019,
    AppendAboutPeople1763700000020,
  ]);
});
beforeEach(async () => {
  versions.clear();
  await tamper('truncate events; update log_head set position = 0');
  for (const stream of ['a', 'b', 'a', 'a']) await append(stream, 2);
});
afterAll(() => context.close());

async function append(name: string, count: number, type = 'Counted'): Promise<void> {
  const stream = `tests.counter-${name}`;
  const expectedVersion = versions.get(stream) ?? 0;
  const metadata = () => ({ commandId: randomUUIDv7(), correlationId: 'c' });
  const events = Array.from({ length: count }, () => ({ id: randomUUIDv7(), type, schemaVersion: 1, data: { by: 1 }, metadata: metadata() })); // prettier-ignore
  const log = new PostgresEventLog('tests', context.database);
  expect(await log.append([{ stream, expectedVersion, events }])).toMatchObject({ outcome: 'appended' });
  versions.set(stream, expectedVersion + count);
}

/** Does what nobody can do but a superuser who takes the guard away. */
async function tamper(statement: string): Promise<void> {
  await context.operator.query('alter table events disable trigger all');
  await context.operator.query(statement);
}

const verify = (pageSize = 3) => verifyLog(context.database, types, { pageSize });
const problems = async () => (await verify()).faults.map(({ check, problem }) => `${check}: ${problem}`);

describe('a log that is as it was written', () => {
  it('has no fault, whatever the size of a page', async () => {
    const found = await verify();
    expect(found).toMatchObject({ head: 8, events: 8, streams: 2, faulty: 0, faults: [] });
    expect(await verify(100)).toEqual(found);
    expect(await verify(1)).toEqual(found);
  });

  it('may be empty', async () => {
    await tamper('truncate events; update log_head set position = 0');
    expect(await verify()).toMatchObject({ head: 0, events: 0, streams: 0, faulty: 0 });
  });

  it('tells how far it has been read', async () => {
    const told: number[][] = [];
    await verifyLog(context.database, types, { pageSize: 3, progress: (done, of) => told.push([done, of]) });
    expect(told).toEqual([[3, 8], [6, 8], [8, 8]]); // prettier-ignore
  });

  it('has the checksum that any other copy has, and no other log', async () => {
    const { checksum } = await verify();
    await tamper(`update events set data = '{"by":2}' where position = 3`);
    const other = await verify();
    expect([other.faulty, other.checksum === checksum]).toEqual([0, false]);
    await tamper(`update events set data = '{"by":1}' where position = 3`);
    expect((await verify()).checksum).toBe(checksum);
  });

  it('may grow meanwhile', async () => {
    let growing: Promise<void> | undefined;
    const progress = () => void (growing ??= append('b', 1));
    expect(await verifyLog(context.database, types, { pageSize: 1, progress })).toMatchObject({ head: 8, faulty: 0 });
    await growing;
    expect(await verify()).toMatchObject({ head: 9, faulty: 0 });
  });
});

describe('a log that was changed by hand', () => {
  it('has holes', async () => {
    await tamper('delete from events where position in (2, 5, 6)');
    expect(await problems()).toEqual([
      'positions: Position 2 is missing.',
      'positions: Positions 5 to 6 are missing.',
      'versions: tests.counter-a has behind version 1 version 5, at position 7.',
    ]);
  });

  it('lacks its beginning or its end', async () => {
    await tamper('delete from events where position in (1, 8)');
    expect(await problems()).toEqual([
      "head: The head's row says 8, but the log ends at 7.",
      'positions: Position 1 is missing.',
      'positions: Position 8 is missing.',
      'versions: tests.counter-a begins with version 2, at position 2.',
    ]);
  });

  it('goes beyond its head', async () => {
    await context.operator.query('update log_head set position = 7');
    expect(await problems()).toEqual(["head: The head's row says 7, but the log ends at 8."]);
  });

  it('has versions in another order', async () => {
    await tamper(`update events set version = version + 100 where position in (5, 6);
      update events set version = case position when 5 then 4 else 3 end where position in (5, 6)`);
    expect(await problems()).toEqual([
      'versions: tests.counter-a has behind version 2 version 4, at position 5.',
      'versions: tests.counter-a has behind version 4 version 3, at position 6.',
      'versions: tests.counter-a has behind version 3 version 5, at position 7.',
    ]);
  });
});

describe('a log with what this code cannot read', () => {
  it('has a fault for each such event', async () => {
    await append('c', 1, 'Exploded');
    expect(await verify()).toMatchObject({ faulty: 1 });
    expect(await problems()).toEqual([
      expect.stringMatching(/^payloads: Exploded at position 9 in tests\.counter-c cannot be read: no aggregate/),
    ]);
  });
});

describe('a log that holds what is known of people', () => {
  type GuestArrived = Event<'GuestArrived', { guestId: string; name: string }>;
  const guests = personalDataOf<GuestArrived>({
    fields: { GuestArrived: { of: 'guestId', erased: { name: 'erased' } } },
    forgottenAfter: {},
  });
  const opened = () => new Sealing(guests, new PersonalKeys('tests', context.database, ['a secret of the tests, one']));
  const faultsNow = async () =>
    (await verifyLog(context.database, new EventTypes(), { sealing: opened() })).faults.map(({ problem }) => problem);

  it('has no fault when a person was forgotten, and one when a key was lost', async () => {
    const log = new PostgresEventLog('tests', context.database, { sealing: opened() });
    const data = { guestId: 'ada', name: 'Ada' };
    const metadata = { commandId: randomUUIDv7(), correlationId: 'c' };
    const event = { id: randomUUIDv7(), type: 'GuestArrived', schemaVersion: 1, data, metadata };
    await log.append([{ stream: 'tests.guest-ada', expectedVersion: 0, events: [event] }]);
    expect(await faultsNow()).toEqual([]);
    await opened().forget('ada');
    expect(await faultsNow()).toEqual([]);
    await tamper('delete from personal_keys');
    expect(await faultsNow()).toEqual([expect.stringContaining('the key of ada is not there')]);
  });
});
