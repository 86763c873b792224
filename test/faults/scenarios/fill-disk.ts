import { setTimeout as pause } from 'node:timers/promises';
import type { Protection } from '#platform/weakening';
import { eventually } from '../../support/eventually.js';
import { onOwnServer, type OwnServer } from '../own-server.js';
import { SmallDisk } from '../small-disk.js';

/** Enough for an empty server and a little. */
const megabytes = 220;
/** Longer than an append is tried again, in milliseconds. */
const whileFull = 12_000;

export async function canMount(): Promise<boolean> {
  const disk = await SmallDisk.mounted(1);
  await disk?.unmount();
  return disk !== undefined;
}

/** Fills the disk of PostgreSQL under load, until requests are refused, and makes room again. Answers with all that is wrong in the end. */
export async function fillDisk(...weakened: Protection[]): Promise<readonly string[]> {
  const disk = (await SmallDisk.mounted(megabytes))!;
  try {
    return await onOwnServer({ name: 'the disk is full', weakened }, (own) => play(own, disk), disk.folder);
  } finally {
    await disk.unmount();
  }
}

async function play({ system, postgres }: OwnServer, disk: SmallDisk): Promise<readonly string[]> {
  const { ringers } = system;
  ringers.begin({ pause: 5 });
  // Keys are kept on the same disk, so who has one may get no further.
  ringers.begin({ ringers: 2, pause: 50, keyed: false });
  await ringers.acknowledgedMore(50);
  await disk.fill();
  const putOff = ringers.putOff;
  const look = () => expect(ringers.putOff).toBeGreaterThan(putOff + 4);
  const isRefused = await eventually(look, { within: 30_000 }).then(
    () => [],
    () => ['nothing was refused while the disk was full'],
  );
  await pause(whileFull);
  await disk.makeRoom();
  await postgres.startUnlessRunning();
  await ringers.acknowledgedMore(50);
  return [...isRefused, ...(await system.wrongAtRest())];
}
