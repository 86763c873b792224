import { PeriodBackwards } from '../domain/analytics.errors.js';
import { period } from './period.js';

const now = '2026-01-31T12:00:00.000Z';

describe('the period of a report', () => {
  it('is the last day when nothing is asked for', () =>
    expect(period(undefined, undefined, now)).toEqual({ from: '2026-01-30T12:00:00.000Z', to: now }));
  it('is a day when only its end is asked for', () =>
    expect(period(undefined, '2026-01-10', now)).toEqual({
      from: '2026-01-09T00:00:00.000Z',
      to: '2026-01-10T00:00:00.000Z',
    }));
  it('ends now when only its start is asked for', () =>
    expect(period('2026-01-01T00:00:00+01:00', undefined, now)).toEqual({ from: '2025-12-31T23:00:00.000Z', to: now }));
  it.each([
    ['2026-01-02', '2026-01-01'],
    ['2026-01-01', '2026-01-01'],
    ['2026-02-01', undefined],
  ])('does not run from %s to %s', (from, to) => expect(() => period(from, to, now)).toThrow(PeriodBackwards));
});
