import { rollThrough } from './scenarios/roll-through.js';

it('fails no request while the processes of a context are restarted one after the other', async () => {
  expect(await rollThrough({ transport: 'nats', instances: { orders: 2 }, through: ['orders'] })).toEqual([]);
}, 180_000);
