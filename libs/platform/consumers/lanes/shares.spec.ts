import fc from 'fast-check';
import { fairShares, type Instance, type Unit } from './shares.js';

const lanes = (of: string, count: number): Unit[] =>
  Array.from({ length: count }, (_, nth) => ({ name: `${of}/${nth}`, of }));

interface State {
  readonly units: readonly Unit[];
  readonly candidates: ReadonlyMap<string, readonly Instance[]>;
  readonly owners: ReadonlyMap<string, Instance>;
}

/** Some consumers with lanes, of which some have an owner; every instance can do everything. */
const states: fc.Arbitrary<State> = fc
  .record({
    counts: fc.array(fc.constantFrom(1, 2, 4, 8, 16), { minLength: 1, maxLength: 6 }),
    instances: fc.integer({ min: 1, max: 5 }),
    owners: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 96, maxLength: 96 }),
  })
  .map(({ counts, instances, owners }) => {
    const units = counts.flatMap((count, nth) => lanes(`consumer ${nth}`, count));
    const all = Array.from({ length: instances }, (_, nth) => nth + 1);
    return {
      units,
      candidates: new Map(counts.map((_, nth) => [`consumer ${nth}`, all])),
      owners: new Map(units.flatMap(({ name }, nth) => (all.includes(owners[nth]!) ? [[name, owners[nth]!]] : []))),
    };
  });

const share = ({ units, candidates, owners }: State) => fairShares(units, candidates, owners);

function spread(amounts: readonly number[]): number {
  return Math.max(...amounts) - Math.min(...amounts);
}

function loads({ units, candidates }: State, shares: ReadonlyMap<string, Instance>, of?: string): readonly number[] {
  return [...candidates.values()][0]!.map(
    (instance) =>
      units.filter((unit) => shares.get(unit.name) === instance && (of === undefined || unit.of === of)).length,
  );
}

describe('a fair share', () => {
  it('leaves nothing undone', () =>
    fc.assert(fc.property(states, (state) => expect(share(state).size).toBe(state.units.length))));

  it('is even, of each consumer and of all', () =>
    fc.assert(
      fc.property(states, (state) => {
        const shares = share(state);
        for (const of of state.candidates.keys()) expect(spread(loads(state, shares, of))).toBeLessThanOrEqual(1);
        expect(spread(loads(state, shares))).toBeLessThanOrEqual(1);
      }),
    ));

  it('stays as it is once it is reached', () =>
    fc.assert(
      fc.property(states, (state) => {
        const shares = share(state);
        expect(share({ ...state, owners: shares })).toEqual(shares);
      }),
    ));

  it('does not depend on the order in which the units are known', () =>
    fc.assert(
      fc.property(states, (state) =>
        expect(share({ ...state, units: state.units.toReversed() })).toEqual(share(state)),
      ),
    ));

  it('moves no more than the newcomer needs', () => {
    const units = lanes('a', 4);
    const owners = new Map(units.map(({ name }) => [name, 1]));
    const shares = fairShares(units, new Map([['a', [1, 2]]]), owners);
    expect([...shares].filter(([name, instance]) => owners.get(name) !== instance)).toHaveLength(2);
  });

  it('of what only some can do is theirs', () => {
    const units = [...lanes('old', 2), ...lanes('new', 2)];
    const candidates = new Map([
      ['old', [1, 2]],
      ['new', [2]],
    ]);
    const owners = new Map([
      ['old/0', 1],
      ['old/1', 1],
    ]);
    const shares = fairShares(units, candidates, owners);
    expect([shares.get('new/0'), shares.get('new/1')]).toEqual([2, 2]);
    expect(shares.size).toBe(4);
  });

  it('leaves with a stranger what he does, and gives out nothing that nobody can do', () => {
    const owners = new Map([['a/0', 99]]);
    expect(fairShares(lanes('a', 2), new Map([['a', [1]]]), owners)).toEqual(
      new Map([
        ['a/0', 99],
        ['a/1', 1],
      ]),
    );
    expect(fairShares(lanes('a', 2), new Map(), owners)).toEqual(owners);
  });
});
