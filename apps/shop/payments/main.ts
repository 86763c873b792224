import { serve } from '#platform/host';
import { PaymentsModule } from '#shop/payments';

await serve({ name: 'payments', contexts: [PaymentsModule] });
