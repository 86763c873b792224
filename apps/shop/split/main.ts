import { resolve } from 'node:path';
import { supervise } from '#platform/supervisor';
import { hearings } from '../hearings.js';
import { welcome } from '../welcome.js';

const contexts = ['users', 'catalog', 'orders', 'payments', 'shipping', 'analytics'];

await supervise({
  name: 'shop',
  root: resolve(import.meta.dirname, '../../../..'),
  folder: resolve(import.meta.dirname, '..'),
  apps: contexts.map((name) => ({ name, contexts: [name] })),
  hearings,
  welcome,
});
