import type { Family } from '../family.js';

export const greenTea: readonly Family[] = [
  {
    sku: 'tea-sencha',
    title: 'Sencha',
    description: 'Steamed green tea of the first flush.',
    kinds: { '100 g': [1790, 180], '50 g': [950, 160], '250 g': [4190, 60] },
  },
  {
    sku: 'tea-gyokuro',
    title: 'Gyokuro',
    description: 'Green tea shaded for three weeks: sweet, deep, almost a broth. Brew it at 60 °C.',
    kinds: { '50 g': [2490, 80], '100 g': [4690, 40] },
  },
  {
    sku: 'tea-genmaicha',
    title: 'Genmaicha',
    description: 'Green tea with roasted rice, warm and toasty.',
    kinds: { '100 g': [990, 190], '250 g': [2190, 80] },
  },
  {
    sku: 'tea-hojicha',
    title: 'Hojicha',
    description: 'Roasted green tea with caramel and hardly any caffeine.',
    kinds: { '100 g': [1090, 170], '250 g': [2390, 70] },
  },
  {
    sku: 'tea-matcha',
    title: 'Matcha',
    description: 'Stone-ground green tea from Uji, for the bowl or for baking.',
    kinds: { 'ceremonial 30 g': [2990, 90], 'everyday 100 g': [2190, 140], 'baking 250 g': [2690, 60] },
  },
  {
    sku: 'tea-longjing',
    title: 'Longjing',
    description: 'Pan-fired green tea from Hangzhou with chestnut and fresh grass.',
    kinds: { '50 g': [1490, 110], '100 g': [2790, 60] },
  },
  {
    sku: 'tea-gunpowder',
    title: 'Gunpowder',
    description: 'Green tea rolled into pearls, strong enough for mint and sugar.',
    kinds: { '250 g': [1290, 230], '100 g': [590, 240], '500 g': [2290, 80] },
  },
  {
    sku: 'tea-jasmine',
    title: 'Jasmine pearls',
    description: 'Green tea scented with fresh jasmine blossoms over six nights.',
    kinds: { '100 g': [1990, 120], '50 g': [1090, 130] },
  },
  {
    sku: 'tea-oolong',
    title: 'Tie Guan Yin',
    description: 'Lightly roasted oolong with orchid and butter; good for seven infusions.',
    kinds: { '100 g': [1890, 110], '50 g': [1040, 120] },
  },
  {
    sku: 'tea-white',
    title: 'White peony',
    description: 'White tea, withered in the sun and otherwise left alone: melon, hay and honey.',
    kinds: { '50 g': [1290, 120], '100 g': [2390, 60] },
  },
  {
    sku: 'tea-puerh',
    title: "Ripe pu'er",
    description: 'Fermented tea from Yunnan, pressed in a cake: earth, leather and dark chocolate.',
    kinds: { '100 g': [1390, 90], '357 g': [3990, 30] },
  },
];
