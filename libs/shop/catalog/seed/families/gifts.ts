import type { Family } from '../family.js';

export const gifts: readonly Family[] = [
  {
    sku: 'gift-tea',
    title: 'Tasting box of teas',
    description: 'Twelve small tins: black, green, white, oolong and herbs, with a card on how to brew each.',
    kinds: { '': [3990, 110], large: [6990, 50] },
  },
  {
    sku: 'gift-coffee',
    title: 'Tasting box of coffees',
    description: 'Six coffees of 100 g from six countries, whole beans.',
    kinds: { '': [3490, 120], espresso: [3490, 80] },
  },
  {
    sku: 'book-tea',
    title: 'The Leaf and the Water',
    description: 'A book about tea: where it grows, how it is made, and what the water does.',
    kinds: { hardcover: [3200, 70], paperback: [1900, 120] },
  },
  {
    sku: 'book-coffee',
    title: 'Ninety-Three Degrees',
    description: 'A book about brewing coffee at home, with forty recipes.',
    kinds: { hardcover: [2900, 80], paperback: [1800, 130] },
  },
  {
    sku: 'cloth-linen',
    title: 'Linen tea towel',
    description: 'Washed linen that dries glasses without a trace.',
    kinds: { natural: [1490, 200], blue: [1590, 160], red: [1590, 140] },
  },
  {
    sku: 'candle-bergamot',
    title: 'Bergamot candle',
    description: 'Rapeseed wax that smells of Earl Grey for forty hours.',
    kinds: { '180 g': [2290, 90], '300 g': [3190, 50] },
  },
];
