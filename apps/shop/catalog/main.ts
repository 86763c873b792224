import { serve } from '#platform/host';
import { CatalogModule } from '#shop/catalog';

await serve({ name: 'catalog', contexts: [CatalogModule] });
