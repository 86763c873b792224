import { serve } from '#platform/host';
import { AnalyticsModule } from '#shop/analytics';

await serve({ name: 'analytics', contexts: [AnalyticsModule] });
