import { serve } from '#platform/host';
import { PaymentsModule } from '#shop/payments';
import { ShippingModule } from '#shop/shipping';

await serve({ name: 'fulfilment', contexts: [PaymentsModule, ShippingModule] });
