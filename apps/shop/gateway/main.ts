import { serveGateway } from '#platform/gateway';

await serveGateway({
  name: 'shop',
  contexts: ['users', 'catalog', 'orders', 'payments', 'shipping', 'analytics'],
});
