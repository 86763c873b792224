import type { Family } from '../family.js';

export const tableware: readonly Family[] = [
  {
    sku: 'teapot-clay',
    title: 'Clay teapot',
    description: 'Unglazed red clay, half a litre.',
    kinds: { '': [4450, 60], 'one litre': [5950, 35] },
  },
  {
    sku: 'teapot-iron',
    title: 'Cast-iron teapot',
    description: 'Enamelled inside, heavy, and warm for an hour.',
    kinds: { black: [6900, 40], blue: [6900, 30], green: [6900, 30] },
  },
  {
    sku: 'teapot-glass',
    title: 'Glass teapot',
    description: 'Thin borosilicate glass that lets you watch the leaves open.',
    kinds: { '600 ml': [2950, 90], '1.2 l': [3950, 70] },
  },
  {
    sku: 'teapot-porcelain',
    title: 'Porcelain teapot',
    description: 'White porcelain with a wide sieve, for the whole table.',
    kinds: { '1 l': [3850, 70], '1.5 l': [4650, 50] },
  },
  {
    sku: 'cup-porcelain',
    title: 'Porcelain cup',
    description: 'Thin and white, with a cool handle.',
    kinds: { '': [1250, 400], blue: [1350, 220], green: [1350, 220], 'set of six': [6900, 80] },
  },
  {
    sku: 'cup-espresso',
    title: 'Espresso cup',
    description: 'Thick porcelain that keeps a small coffee hot.',
    kinds: { white: [890, 380], brown: [890, 260], 'set of six': [4900, 90] },
  },
  {
    sku: 'cup-cappuccino',
    title: 'Cappuccino cup',
    description: 'A round bottom for round milk foam.',
    kinds: { white: [1090, 320], brown: [1090, 200], 'set of four': [3990, 80] },
  },
  {
    sku: 'mug-stoneware',
    title: 'Stoneware mug',
    description: 'Thrown by hand, no two quite alike, safe in the dishwasher.',
    kinds: { sand: [1690, 160], slate: [1690, 150], moss: [1690, 140], rust: [1690, 120] },
  },
  {
    sku: 'glass-double',
    title: 'Double-walled glass',
    description: 'Hot inside, cool outside; borosilicate, blown by mouth.',
    kinds: { '250 ml': [1290, 260], '350 ml': [1490, 210] },
  },
  {
    sku: 'bowl-matcha',
    title: 'Matcha bowl',
    description: 'A bowl with room for the whisk, glazed by hand.',
    kinds: { black: [3490, 50], white: [3490, 45], green: [3790, 40] },
  },
  {
    sku: 'gaiwan-porcelain',
    title: 'Gaiwan',
    description: 'A cup with lid and saucer, in which oolong is brewed many times.',
    kinds: { '120 ml': [2290, 80], '150 ml': [2490, 60] },
  },
  {
    sku: 'tray-oak',
    title: 'Oak tray',
    description: 'One piece of oiled oak.',
    kinds: { '': [2950, 80], large: [3950, 50] },
  },
  {
    sku: 'caddy-tin',
    title: 'Tea caddy',
    description: 'A tin with a double lid that keeps tea dry, dark and away from smells.',
    kinds: { '100 g': [990, 240], '250 g': [1390, 180], '500 g': [1890, 90] },
  },
  {
    sku: 'jar-coffee',
    title: 'Coffee jar',
    description: 'A ceramic jar with a valve that lets fresh coffee breathe out.',
    kinds: { '250 g': [2190, 100], '500 g': [2690, 80] },
  },
];
