import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTime } from './in-time.js';

const long = 60_000;

describe('work that is waited for', () => {
  it('answers what it comes to', async () => {
    expect(await inTime(long, Promise.resolve('done'))).toBe('done');
  });

  it('fails as it does', async () => {
    await expect(inTime(long, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('is undefined when its time is up, and may fail behind it', async () => {
    const { promise: work, reject } = Promise.withResolvers<string>();
    expect(await inTime(1, work)).toBeUndefined();
    reject(new Error('too late to be of interest'));
    await nextTurn();
  });
});
