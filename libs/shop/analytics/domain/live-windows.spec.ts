import fc from 'fast-check';
import { added, beginOf, type Figures, type Step, step, sumOf, windowsAt } from './live-windows.js';

const now = '2026-01-31T12:34:56.789Z';
const nothing: Figures = { orders: 0, revenue: 0, refunds: 0 };

describe('the windows of the present', () => {
  it('tumble at full minutes and hours, and slide by ten seconds', () => {
    expect(windowsAt(now)).toEqual({
      minute: { from: '2026-01-31T12:34:00.000Z', to: '2026-01-31T12:35:00.000Z' },
      previousMinute: { from: '2026-01-31T12:33:00.000Z', to: '2026-01-31T12:34:00.000Z' },
      hour: { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T13:00:00.000Z' },
      previousHour: { from: '2026-01-31T11:00:00.000Z', to: '2026-01-31T12:00:00.000Z' },
      last5Minutes: { from: '2026-01-31T12:30:00.000Z', to: '2026-01-31T12:35:00.000Z' },
      last60Minutes: { from: '2026-01-31T11:35:00.000Z', to: '2026-01-31T12:35:00.000Z' },
    });
    expect(windowsAt('2026-01-31T12:00:00.000Z')).toMatchObject({
      minute: { from: '2026-01-31T12:00:00.000Z' },
      previousHour: { from: '2026-01-31T11:00:00.000Z' },
      last5Minutes: { from: '2026-01-31T11:55:10.000Z', to: '2026-01-31T12:00:10.000Z' },
    });
  });

  it('have what happened in them to the millisecond, whatever it is', () => {
    const [earliest, latest] = [Date.parse(now) - 3 * 3_600_000, Date.parse(now) + 3_600_000];
    const sale = fc.record({
      at: fc.integer({ min: earliest, max: latest }).map((time) => new Date(time).toISOString()),
      currency: fc.constantFrom('EUR', 'ISK'),
      figures: fc.record({ orders: fc.nat(9), revenue: fc.nat(1000), refunds: fc.nat(1000) }),
    });
    fc.assert(
      fc.property(fc.array(sale), (sales) => {
        const steps: readonly Step[] = sales.map(({ at, currency, figures }) => ({
          begin: beginOf(at, step),
          figures: { [currency]: figures },
        }));
        for (const window of Object.values(windowsAt(now))) {
          const within = sales.filter(({ at }) => at >= window.from && at < window.to);
          for (const { currency, ...sum } of sumOf(steps, window)) {
            const ofIt = within.filter((one) => one.currency === currency);
            expect(sum).toEqual(ofIt.reduce((all, { figures }) => added(all, figures), nothing));
          }
          expect(sumOf(steps, window)).toHaveLength(new Set(within.map(({ currency }) => currency)).size);
        }
      }),
    );
  });
});
