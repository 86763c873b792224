import { EventTypes, positionFrom } from '#platform/core';
import { describeSnapshotStore, type OpenSnapshotStore } from '#platform/log/conformance';
import { openContextDatabase } from '#test/context-database';
import { v7 as uuid } from 'uuid';
import {
  CreateLog1763700000000,
  CreateSnapshots1763700000008,
  PostgresEventLog,
  PostgresSnapshotStore,
} from './index.js';

async function open(): Promise<OpenSnapshotStore> {
  const { database, operator, anotherPool, close } = await openContextDatabase('tests', [
    CreateLog1763700000000,
    CreateSnapshots1763700000008,
  ]);
  return {
    log: new PostgresEventLog('tests', database),
    store: new PostgresSnapshotStore(database),
    other: new PostgresSnapshotStore(anotherPool()),
    rewind: (stream, version) =>
      operator.transaction(async (transaction) => {
        await transaction.query('set local session_replication_role = replica');
        await transaction.query('delete from events where stream = $1 and version >= $2', [stream, version]);
      }),
    lose: () => database.query('delete from snapshots'),
    close,
  };
}

describeSnapshotStore('snapshots in PostgreSQL', open);

it('believes no snapshot that other upcasters stood before', async () => {
  const { database, close } = await openContextDatabase('tests', [
    CreateLog1763700000000,
    CreateSnapshots1763700000008,
  ]);
  const [stream, id] = ['tests.counter-1', uuid()];
  const event = { id, type: 'Counted', schemaVersion: 1, data: 1, metadata: { commandId: uuid(), correlationId: id } };
  await new PostgresEventLog('tests', database).append([{ stream, expectedVersion: 0, events: [event] }]);
  const upcasting = { upcast: { Counted: [(data: unknown) => data] }, renamed: {} };
  const [before, after] = [undefined, new EventTypes(upcasting)].map(
    (types) => new PostgresSnapshotStore(database, types),
  );
  await before!.save({ stream, fold: '1', version: 1, position: positionFrom(1), eventId: id, state: 1 });
  expect((await before!.read(stream, '1', 0, 10)).snapshot).toMatchObject({ state: 1 });
  expect(await after!.read(stream, '1', 0, 10)).toMatchObject({ snapshot: undefined, events: [{ id }] });
  await close();
});
