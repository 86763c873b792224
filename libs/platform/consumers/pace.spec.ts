import { Pace } from './pace.js';

const options = { rest: 2, longestRest: 50 };

/** Batches of so many milliseconds, one as soon as the other may begin: when each of them began. */
function beginnings(took: number, count: number): readonly number[] {
  const pace = new Pace(options);
  let now = 0;
  return Array.from({ length: count }, () => {
    const begun = (now += pace.waitAt(now));
    now += took;
    pace.worked(begun, now);
    return begun;
  });
}

describe('the pace of a consumer', () => {
  it('lets few batches follow one another at once', () => expect(beginnings(5, 4)).toEqual([0, 5, 10, 15]));

  it('has many of them wait twice as long as they take', () => {
    const begun = beginnings(5, 100);
    expect(begun.at(-1)! - begun.at(-2)!).toBe(15);
  });

  it('has nobody wait longer than the longest rest', () => {
    const begun = beginnings(1000, 5);
    expect(begun.at(-1)! - begun.at(-2)!).toBe(1050);
  });

  it('is paid back by time', () => {
    const pace = new Pace(options);
    for (let batch = 0; batch < 40; batch++) pace.worked(batch, batch + 1);
    expect(pace.waitAt(40)).toBe(40);
    expect(pace.waitAt(90)).toBe(0);
  });
});
