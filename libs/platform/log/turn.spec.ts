import { setImmediate as nextTurn } from 'node:timers/promises';
import { TooMuchContention } from './refusals.js';
import { TurnByKey } from './turn.js';

describe('turns', () => {
  it('are taken one after the other for one key, and side by side for others', async () => {
    const turns = new TurnByKey();
    const done: string[] = [];
    const { promise: first, resolve } = Promise.withResolvers<void>();
    const all = [
      turns.take('a', () => first.then(() => void done.push('first of a'))),
      turns.take('a', async () => void done.push('second of a')),
      turns.take('b', async () => void done.push('first of b')),
    ];
    await nextTurn();
    expect(done).toEqual(['first of b']);
    resolve();
    await Promise.all(all);
    expect(done).toEqual(['first of b', 'first of a', 'second of a']);
  });

  it('go on behind one that fails', async () => {
    const turns = new TurnByKey();
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    expect(await Promise.allSettled([failing, turns.take('a', async () => 'yes')])).toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled', value: 'yes' },
    ]);
  });

  it('are not waited for longer than it makes sense, and nothing is done then', async () => {
    const turns = new TurnByKey(-1);
    const done: string[] = [];
    const work = (name: string) => turns.take('a', async () => void done.push(name));
    const [first, second] = await Promise.allSettled([work('first'), work('second')]);
    expect([first, second]).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: new TooMuchContention() },
    ]);
    expect(done).toEqual(['first']);
  });
});
