import { serve } from '#platform/host';
import { AnalyticsModule } from '#shop/analytics';
import { CatalogModule } from '#shop/catalog';
import { OrdersModule } from '#shop/orders';
import { PaymentsModule } from '#shop/payments';
import { ShippingModule } from '#shop/shipping';
import { UsersModule } from '#shop/users';
import { welcome } from '../welcome.js';

await serve({
  name: 'shop',
  contexts: [UsersModule, CatalogModule, OrdersModule, PaymentsModule, ShippingModule, AnalyticsModule],
  welcome,
});
