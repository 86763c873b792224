import { bestOf, figuresOf, inOrderOf, inTurns, ratios } from './rounds.js';

/** Contenders whose turns answer what they are told to, and are noted. */
function noting(speeds: Readonly<Record<string, readonly number[]>>) {
  const turns: string[] = [];
  const contenders = Object.entries(speeds).map(([name, answers]) => {
    const left = [...answers];
    return {
      name,
      turn: async () => {
        turns.push(name);
        return left.shift()!;
      },
    };
  });
  return { contenders, turns };
}

describe('rounds', () => {
  it('give everyone a turn in each, another one first each time, after a warm-up', async () => {
    const { contenders, turns } = noting({ ours: [0, 1, 2], limit: [0, 3, 4], peer: [0, 5, 6] });
    await inTurns(contenders, 2);
    expect(turns).toEqual(['ours', 'limit', 'peer', 'ours', 'limit', 'peer', 'limit', 'peer', 'ours']);
  });

  it('do not count the warm-up', async () => {
    const outcomes = await inTurns(noting({ ours: [1_000, 1, 2], limit: [1_000, 3, 4] }).contenders, 2);
    expect(outcomes).toEqual(
      new Map([
        ['ours', [1, 2]],
        ['limit', [3, 4]],
      ]),
    );
  });

  it('are compared one by one', async () => {
    const outcomes = await inTurns(noting({ ours: [0, 4, 9], limit: [0, 2, 3] }).contenders, 2);
    expect(ratios(outcomes, 'ours', 'limit', (speed) => speed)).toEqual([2, 3]);
  });

  it('are not compared with one that had none', async () => {
    const outcomes = await inTurns(noting({ ours: [0, 4] }).contenders, 1);
    expect(ratios(outcomes, 'ours', 'peer', (speed) => speed)).toEqual([]);
    expect(figuresOf(outcomes, 'peer', (speed) => speed)).toEqual([]);
  });

  it('begin again with the first when all have been first', () => {
    expect([0, 1, 2].map((round) => inOrderOf(round, ['a', 'b']))).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b'],
    ]);
  });

  it('show a peer with the setting that suits it best', async () => {
    expect(await bestOf([10, 20, 64], async (connections) => -Math.abs(connections - 20))).toBe(20);
  });
});
