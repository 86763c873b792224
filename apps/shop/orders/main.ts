import { serve } from '#platform/host';
import { OrdersModule } from '#shop/orders';

await serve({ name: 'orders', contexts: [OrdersModule] });
