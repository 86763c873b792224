import { notRun } from './not-run.js';
import { canMount, fillDisk } from './scenarios/fill-disk.js';
import { workOffBacklog } from './scenarios/work-off-backlog.js';

const mayMount = await canMount();

describe('the small system', () => {
  it('works off a backlog of a million events with 256 MB of heap', async () => {
    expect(await workOffBacklog(1_000_000)).toEqual([]);
  });

  it('would die of it, or never have read it in time, if it did not read in batches', async () => {
    const wrong = await workOffBacklog(1_000_000, 'batches-are-bounded').catch(({ message }: Error) => [message]);
    expect(wrong).toEqual([expect.stringMatching(/^(instance 1 died of itself|the process does not get on$)/)]);
  });

  if (!mayMount) notRun('the small system when the disk is full', 'this user may not mount a disk');
  else {
    it('refuses, acknowledges nothing that it does not keep, and serves again, when the disk is full', async () => {
      expect(await fillDisk()).toEqual([]);
    });

    it('would lose what it acknowledged, if it did not wait for the append', async () => {
      const wrong = await fillDisk('acknowledge-after-append');
      expect(wrong).toContainEqual(expect.stringMatching(/was acknowledged and is gone$/));
    });
  }
});
