import { type ContextLog, damage, unrest } from './logs.js';

const orders: ContextLog = {
  context: 'orders',
  head: 9,
  events: 9,
  lastPosition: 9,
  brokenStreams: [],
  checkpoints: [
    { consumer: 'orders.order-view', source: 'log', position: 9 },
    { consumer: 'orders.checkout', source: 'catalog', position: 4 },
  ],
  held: [],
  timers: 0,
  staleRows: [],
};
const catalog: ContextLog = { ...orders, context: 'catalog', head: 4, events: 4, lastPosition: 4, checkpoints: [] };
const logsWith = (change: Partial<ContextLog>) => [{ ...orders, ...change }, catalog];

it('are at rest and undamaged when every reader is at the head of its source', () => {
  expect(unrest([orders, catalog])).toEqual([]);
  expect(damage([orders, catalog])).toEqual([]);
});

it.each<[string, Partial<ContextLog>, string]>([
  [
    'reads its own log',
    { checkpoints: [{ consumer: 'orders.order-view', source: 'log', position: 8 }] },
    'orders.order-view is at 8 of 9 in log',
  ],
  [
    'reads a feed',
    { checkpoints: [{ consumer: 'orders.checkout', source: 'catalog', position: 3 }] },
    'orders.checkout is at 3 of 4 in catalog',
  ],
  [
    'tries again',
    { held: [{ consumer: 'orders.checkout', stream: 's', status: 'due' }] },
    'orders.checkout is at work on s',
  ],
])('are not at rest while a consumer %s', (_, change, sentence) => {
  expect(unrest(logsWith(change))).toEqual([sentence]);
  expect(damage(logsWith(change))).toEqual([]);
});

it.each<[string, Partial<ContextLog>, string]>([
  ['a missing event', { events: 8 }, 'the log of orders has 8 events up to 9 and its head is 9'],
  ['a head behind', { head: 8 }, 'the log of orders has 9 events up to 9 and its head is 8'],
  ['a hole in a stream', { brokenStreams: ['orders.order-1'] }, 'the versions of orders.order-1 have a hole'],
  ['a parked stream', { held: [{ consumer: 'c', stream: 's', status: 'parked' }] }, 'c has parked s'],
  ['a row behind its log', { staleRows: ['order_view 1'] }, 'order_view 1 is not what the log says'],
])('are damaged by %s', (_, change, sentence) => {
  expect(damage(logsWith(change))).toEqual([sentence]);
});
