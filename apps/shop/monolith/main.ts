import { serve } from '#platform/host';
import { contexts } from '../contexts.js';
import { welcome } from '../welcome.js';

await serve({ name: 'shop', contexts, welcome });
