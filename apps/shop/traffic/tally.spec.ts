import { latencyOf } from './tally.js';

describe('the latency of requests', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is what so many of a hundred took at most', () => {
    expect(latencyOf(hundred)).toEqual({ requests: 100, p50: 50, p95: 95, p99: 99 });
  });

  it('of a single request is what that took', () => {
    expect(latencyOf([7.04])).toEqual({ requests: 1, p50: 7, p95: 7, p99: 7 });
  });
});
