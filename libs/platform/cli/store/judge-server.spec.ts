import { judgeServer, type ServerFigures } from './judge-server.js';

const sound: ServerFigures = {
  version: '18.4',
  isReplica: false,
  role: 'admin',
  mayProvision: true,
  connections: { used: 20, most: 97 },
  connectionsWanted: 54,
  bytes: 11_000_000,
  walBytes: 16_777_216,
  archiving: { isOn: true, isFailing: false, lastFailure: null },
  idleSlots: [],
  transactionsLeft: 1_900_000_000,
  brokenPages: 0,
  oldestTransaction: 0.5,
};

const badOf = (figures: Partial<ServerFigures>) =>
  judgeServer('db', { ...sound, ...figures })
    .filter(({ state }) => state !== 'fine')
    .map(({ check, state, says }) => `${check}, ${state}: ${says}`);

describe('a server', () => {
  it('that is sound has nothing wrong with it', () => expect(badOf({})).toEqual([]));

  it.each<readonly [string, Partial<ServerFigures>, string]>([
    ['is a replica', { isReplica: true }, 'server, wrong: This server is a replica'],
    ['lets nobody make roles', { mayProvision: false }, 'provisioning, doubtful: admin may not create roles'],
    [
      'has few connections left',
      { connections: { used: 60, most: 97 } },
      'connections, doubtful: 60 of 97 connections are in use; one process with all contexts may hold 54. Raise',
    ],
    ['keeps much WAL', { walBytes: 20 * 1024 ** 3 }, 'disk, doubtful: The database has 10.5 MB, 20.0 GB of WAL. Look'],
    [
      'fails to archive',
      { archiving: { isOn: true, isFailing: true, lastFailure: 'noon' } },
      'WAL archive, wrong: Archiving WAL fails since noon',
    ],
    [
      'keeps WAL for nobody',
      { idleSlots: [{ name: 'old', bytes: 3 * 1024 ** 2 }] },
      'replication slot, doubtful: Nobody reads the replication slot old, for which 3.0 MB',
    ],
    ['nears a wraparound', { transactionsLeft: 1_000 }, 'wraparound, wrong: 1,000 transactions until'],
    ['has a forgotten transaction', { oldestTransaction: 7_300 }, 'open transactions, doubtful: A transaction has been open for 2 h'], // prettier-ignore
    ['has broken pages', { brokenPages: 3 }, 'pages, wrong: 3 pages had a wrong checksum'],
  ])('that %s is told of', (_, figures, told) => expect(badOf(figures)).toEqual([expect.stringContaining(told)]));

  it('whose WAL nobody may look at is no worse for that', () => expect(badOf({ walBytes: null })).toEqual([]));
});
