// Runs the shop with payments and shipping in one process and every other context in its own.
import { resolve } from 'node:path';
import { supervise } from '#platform/supervisor';

const single = ['users', 'catalog', 'orders', 'analytics'];

await supervise({
  name: 'shop',
  root: resolve('.'),
  folder: resolve('dist/apps/shop'),
  apps: [
    ...single.map((name) => ({ name, contexts: [name] })),
    { name: 'fulfilment', contexts: ['payments', 'shipping'] },
  ],
  welcome: async (origin) => [`The shop is open: ${origin}`],
});
