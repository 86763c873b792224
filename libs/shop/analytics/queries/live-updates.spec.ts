import type { QueryBus } from '@nestjs/cqrs';
import { jest } from '@jest/globals';
import type { Position } from '#platform/core';
import type { LiveFigures, LiveWindows } from './get-live-figures.query.js';
import { LiveUpdates } from './live-updates.js';

const stretch = { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:01:00.000Z' };
const sold = (orders: number, position: number): LiveFigures => ({
  reached: new Map([['orders', position as Position]]),
  windows: {
    minute: { ...stretch, sums: [{ currency: 'EUR', orders, revenue: none, refunds: none }] },
  } as unknown as LiveWindows,
});
const none = { amount: 0, currency: 'EUR' };

describe('updates of live figures', () => {
  let looks: number;
  let figures: LiveFigures | undefined;
  const updates = () =>
    new LiveUpdates({
      execute: () => (looks++, figures ? Promise.resolve(figures) : Promise.reject(new Error('away'))),
    } as unknown as QueryBus);
  const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000);

  beforeEach(() => {
    jest.useFakeTimers();
    [looks, figures] = [0, sold(1, 1)];
  });
  afterEach(() => void jest.useRealTimers());

  it('come at once and then when a figure has changed, by one look in a second for all', async () => {
    const { all } = updates();
    const [early, late] = [[] as LiveFigures[], [] as LiveFigures[]];
    const reading = [all.subscribe((one) => early.push(one))];
    await seconds(2.5);
    reading.push(all.subscribe((one) => late.push(one)));
    expect([early, late]).toEqual([[sold(1, 1)], [sold(1, 1)]]);
    figures = sold(1, 2);
    await seconds(1);
    figures = sold(2, 3);
    await seconds(1);
    expect([early, late]).toEqual([
      [sold(1, 1), sold(2, 3)],
      [sold(1, 1), sold(2, 3)],
    ]);
    expect(looks).toBe(5);
    for (const subscription of reading) subscription.unsubscribe();
    await seconds(5);
    expect([looks, jest.getTimerCount()]).toEqual([5, 0]);
  });

  it('go on when the database was away', async () => {
    const seen: LiveFigures[] = [];
    figures = undefined;
    const reading = updates().all.subscribe((one) => seen.push(one));
    await seconds(1.5);
    figures = sold(3, 3);
    await seconds(1);
    expect(seen).toEqual([sold(3, 3)]);
    reading.unsubscribe();
  });

  it('begin with what is true now for whoever comes after a time without readers', async () => {
    const { all } = updates();
    all.subscribe().unsubscribe();
    await seconds(60);
    figures = sold(9, 9);
    const seen: LiveFigures[] = [];
    const reading = all.subscribe((one) => seen.push(one));
    await seconds(0.1);
    expect(seen).toEqual([sold(9, 9)]);
    reading.unsubscribe();
  });
});
