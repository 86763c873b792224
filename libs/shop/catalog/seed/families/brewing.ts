import type { Family } from '../family.js';

export const brewing: readonly Family[] = [
  {
    sku: 'kettle-steel',
    title: 'Steel kettle',
    description: 'Boils a litre in three minutes.',
    kinds: { '': [3900, 120], black: [4200, 80], copper: [5900, 40] },
  },
  {
    sku: 'kettle-gooseneck',
    title: 'Gooseneck kettle',
    description: 'A thin spout for a slow hand, and a thermometer in the lid.',
    kinds: { steel: [7900, 60], black: [8400, 50], white: [8400, 30] },
  },
  {
    sku: 'grinder-hand',
    title: 'Hand grinder',
    description: 'Conical steel burrs in forty steps.',
    kinds: { '': [8900, 45], travel: [6900, 60] },
  },
  {
    sku: 'grinder-electric',
    title: 'Electric grinder',
    description: 'Flat burrs of 64 mm, quiet, with a dose by weight.',
    kinds: { black: [34900, 18], white: [34900, 14] },
  },
  {
    sku: 'press-glass',
    title: 'French press',
    description: 'Glass and cork, for four cups.',
    kinds: { '': [3350, 90], 'eight cups': [4650, 60], 'steel four cups': [5950, 45] },
  },
  {
    sku: 'dripper-ceramic',
    title: 'Ceramic dripper',
    description: 'A cone with spiral ribs for filter coffee.',
    kinds: { 'white one cup': [1890, 130], 'white four cups': [2490, 110], 'black four cups': [2490, 80] },
  },
  {
    sku: 'filter-paper',
    title: 'Paper filters',
    description: 'A hundred unbleached filters for cone drippers.',
    kinds: { 'one cup': [490, 500], 'four cups': [590, 500] },
  },
  {
    sku: 'moka-pot',
    title: 'Moka pot',
    description: 'Espresso from the stove, in steel, also on induction.',
    kinds: { 'three cups': [3490, 90], 'six cups': [4490, 80], 'ten cups': [5990, 30] },
  },
  {
    sku: 'scale-brew',
    title: 'Brewing scale',
    description: 'A tenth of a gram, and the time.',
    kinds: { '': [4900, 70], white: [4900, 40] },
  },
  {
    sku: 'thermometer-probe',
    title: 'Probe thermometer',
    description: 'Tells the temperature of milk or water in two seconds.',
    kinds: { '': [1990, 110] },
  },
  {
    sku: 'whisk-bamboo',
    title: 'Bamboo whisk',
    description: 'Cut from one piece of bamboo, for matcha.',
    kinds: { '80 prongs': [1790, 90], '120 prongs': [2390, 60] },
  },
  {
    sku: 'strainer-steel',
    title: 'Tea strainer',
    description: 'Fine steel mesh that keeps even rooibos back.',
    kinds: { 'for cups': [890, 210], 'for pots': [1290, 160] },
  },
  {
    sku: 'infuser-glass',
    title: 'Travel infuser',
    description: 'A bottle of double glass with a sieve, for tea on the way.',
    kinds: { '350 ml': [2490, 120], '500 ml': [2890, 90] },
  },
];
