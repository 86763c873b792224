import { lastOverSecond } from './soak.js';

describe('a soak', () => {
  it('is flat when its last fifth is like its second', () => {
    expect(lastOverSecond([900, 900, 10, 10, 10, 10, 10, 10, 10, 10])).toBe(1);
  });

  it('is seen to grow', () => expect(lastOverSecond([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])).toBe(2.5));
});
