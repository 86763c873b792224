import { describeSnapshotStore, type OpenSnapshotStore } from '#platform/log/conformance';
import { openContextDatabase } from '#test/context-database';
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
    as: (types) => new PostgresSnapshotStore(database, types),
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
