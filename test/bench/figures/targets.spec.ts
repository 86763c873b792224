import { measures } from '../measures.js';
import { type TargetName, targets, verdictsOf } from './targets.js';

describe('targets', () => {
  it('are judged by the median of the rounds', () => {
    const [verdict] = verdictsOf(['append-one'], [{ target: 'appendOverEmmett', rounds: [1, 9, 20] }]);
    expect(verdict).toMatchObject({ measured: { median: 9, least: 1, most: 20 }, isReached: true });
  });

  it.each<[TargetName, number, boolean]>([
    ['hotOverNew', 0.8, true],
    ['hotOverNew', 0.79, false],
    ['aloneOverRawRow', 1.3, true],
    ['aloneOverRawRow', 1.31, false],
    ['appendLatency', 5.9, true],
    ['appendLatency', 6, false],
  ])('say of %s at %d whether it is reached: %s', (target, measured, isReached) => {
    const verdicts = verdictsOf([targets[target].measure], [{ target, rounds: [measured] }]);
    expect(verdicts.find(({ what }) => what === targets[target].what)?.isReached).toBe(isReached);
  });

  it('that were not measured are told of, and neither reached nor missed', () => {
    const verdicts = verdictsOf(['cold'], [{ target: 'coldOverEmmett', rounds: [] }]);
    expect(verdicts).toHaveLength(3);
    expect(verdicts.every(({ measured, isReached }) => measured === undefined && isReached === undefined)).toBe(true);
  });

  it('each belong to a measure that there is', () => {
    const names = measures.map(({ name }) => name);
    expect(Object.values(targets).filter(({ measure }) => !names.includes(measure))).toEqual([]);
  });
});
