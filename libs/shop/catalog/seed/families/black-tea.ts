import type { Family } from '../family.js';

export const blackTea: readonly Family[] = [
  {
    sku: 'tea-assam',
    title: 'Assam',
    description: 'Strong and malty black tea.',
    kinds: { '250 g': [1490, 300], '100 g': [690, 240], '500 g': [2690, 90], '1 kg': [4990, 40] },
  },
  {
    sku: 'tea-darjeeling',
    title: 'Darjeeling first flush',
    description: 'Black tea picked in March on the steep slopes of Kurseong: light, flowery, with a trace of muscatel.',
    kinds: { '100 g': [1890, 140], '50 g': [1020, 120], '250 g': [4390, 50] },
  },
  {
    sku: 'tea-darjeeling-autumn',
    title: 'Darjeeling autumnal',
    description: 'The last black tea of the year, round and nutty, good for long afternoons.',
    kinds: { '100 g': [1390, 130], '250 g': [3190, 60] },
  },
  {
    sku: 'tea-ceylon',
    title: 'Ceylon Uva',
    description: 'High-grown black tea from Sri Lanka, brisk and bright, with a hint of mint.',
    kinds: { '250 g': [1590, 200], '100 g': [720, 220], '500 g': [2890, 70] },
  },
  {
    sku: 'tea-keemun',
    title: 'Keemun',
    description: 'Chinese black tea with cocoa, plum and a little smoke.',
    kinds: { '100 g': [1290, 130], '250 g': [2890, 60] },
  },
  {
    sku: 'tea-lapsang',
    title: 'Lapsang souchong',
    description: 'Black tea from Fujian, dried over a fire of pine wood and smoky as a campfire.',
    kinds: { '100 g': [1190, 110], '250 g': [2690, 50] },
  },
  {
    sku: 'tea-yunnan',
    title: 'Golden Yunnan',
    description: 'Black tea of golden buds: honey, malt and no bitterness at all.',
    kinds: { '100 g': [1690, 100], '250 g': [3890, 40] },
  },
  {
    sku: 'tea-earl-grey',
    title: 'Earl Grey',
    description: 'Black tea scented with real oil of bergamot from Calabria.',
    kinds: { '100 g': [790, 320], '250 g': [1690, 180], '500 g': [2990, 60] },
  },
  {
    sku: 'tea-breakfast',
    title: 'Breakfast blend',
    description: 'Assam, Ceylon and Kenya: a full black tea that takes milk.',
    kinds: { '250 g': [1190, 420], '500 g': [2190, 200], '1 kg': [3990, 90] },
  },
  {
    sku: 'tea-chai',
    title: 'Masala chai',
    description: 'Black tea with cardamom, ginger, cinnamon, cloves and pepper, to be simmered with milk.',
    kinds: { '250 g': [1390, 260], '100 g': [650, 240], '500 g': [2490, 80] },
  },
];
