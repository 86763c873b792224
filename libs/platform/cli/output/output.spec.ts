import { causationTree, type TracedEvent } from '#platform/core';
import { harmless } from '../terminal.js';
import { Progress, progressLine, timeLeft } from './progress.js';
import { table } from './table.js';
import { traceLines } from './trace-lines.js';

describe('a table', () => {
  it('has columns as wide as their widest cells, and numbers to the right', () => {
    expect(table(['name', 'events', 'head'], [['orders', 12_345, 1], ['users', 7, null]])).toEqual([
      'name    events  head',
      'orders  12,345     1',
      'users        7     –',
    ]); // prettier-ignore
  });

  it('without rows has its headings', () => expect(table(['a', 'b'], [])).toEqual(['a  b']));
});

describe('a bar', () => {
  it('says how far, how fast and how long', () => {
    expect(progressLine('orders', { done: 15_000, of: 30_000, rate: 2_100.4, secondsLeft: 7.1 })).toBe(
      'orders [############------------] 50 %  15,000 of 30,000  2,100/s  8 s left',
    );
  });

  it('says no more than is known', () => {
    const line = progressLine('orders', { done: 0, of: 0, rate: null, secondsLeft: null });
    expect(line).toBe('orders [########################] 100 %  0 of 0');
  });

  it.each([[45, '45 s'], [200, '3 min 20 s'], [7_500, '2 h 5 min']])('tells %i seconds as %s', (seconds, told) => {
    expect(timeLeft(seconds)).toBe(told);
  }); // prettier-ignore

  it('is cut at the edge of the terminal and taken away in the end', () => {
    const drawn: string[] = [];
    const bar = new Progress('orders', { draw: (line) => void drawn.push(line), columns: 20 });
    bar.show({ done: 1, of: 2, rate: null, secondsLeft: null });
    bar.end();
    expect(drawn).toEqual(['orders [###########', '']);
  });

  it('is not drawn where nobody looks on', () => {
    const bar = new Progress('orders', { draw: undefined, columns: 80 });
    expect(() => bar.show({ done: 1, of: 2, rate: null, secondsLeft: null })).not.toThrow();
  });
});

describe('a trace', () => {
  const event = (id: string, causationId?: string, details: object = {}): TracedEvent => ({
    context: 'orders',
    position: 1,
    stream: `orders.order-${id}`,
    version: 1,
    type: id,
    id,
    recordedAt: '2026-11-21T10:00:00.000Z',
    metadata: { commandId: 'c', correlationId: 'x', ...(causationId !== undefined && { causationId }), ...details },
  });

  it('is drawn as a tree, with who did what', () => {
    const events = [
      event('A', undefined, { actor: 'ada' }),
      { ...event('B', 'A', { consumer: 'stock' }), recordedAt: '2026-11-21T10:00:01.500Z' },
      { ...event('C', 'B'), recordedAt: '2026-11-21T10:00:02.000Z' },
      { ...event('D', 'A'), recordedAt: '2026-11-21T10:00:03.000Z' },
      { ...event('E', 'elsewhere'), recordedAt: '2026-11-21T10:00:04.000Z' },
    ];
    expect(traceLines(causationTree(events))).toEqual([
      '+0 ms  orders:1  A  orders.order-A@1  by user ada',
      '├─ +1,500 ms  orders:1  B  orders.order-B@1  by stock',
      '│  └─ +2,000 ms  orders:1  C  orders.order-C@1',
      '└─ +3,000 ms  orders:1  D  orders.order-D@1',
      '+4,000 ms  orders:1  E  orders.order-E@1  (its cause elsewhere is not among these)',
    ]);
  });

  it('without events has no lines', () => expect(traceLines([])).toEqual([]));
});

describe('what is stored', () => {
  it('does not act on the terminal', () => {
    expect(harmless('a\u001B[2Jb\u0007\u009Bc\td\ne')).toBe('a\uFFFD[2Jb\uFFFD\uFFFDc\td\ne');
  });
});
