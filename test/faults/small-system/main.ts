import { serve } from '#platform/host';
import { TowerModule } from './tower.js';
import { VillageModule } from './village.js';

const modules = { tower: TowerModule, village: VillageModule };
const names = process.env['CONTEXTS']!.split(',') as (keyof typeof modules)[];

await serve({ name: 'small system', contexts: names.map((name) => modules[name]) });
