import { serve } from '#platform/host';
import { ShippingModule } from '#shop/shipping';

await serve({ name: 'shipping', contexts: [ShippingModule] });
