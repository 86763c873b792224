import type { Family } from '../family.js';

export const coffee: readonly Family[] = [
  {
    sku: 'coffee-huila',
    title: 'Huila',
    description: 'Coffee with notes of cherry and cocoa.',
    kinds: { '500 g': [1650, 250], '250 g': [890, 260], '1 kg': [3090, 110] },
  },
  {
    sku: 'coffee-yirgacheffe',
    title: 'Yirgacheffe',
    description: 'Washed coffee from Ethiopia with jasmine, bergamot and peach; roasted light for filter.',
    kinds: { '250 g': [1190, 220], '500 g': [2190, 120], '1 kg': [3990, 50] },
  },
  {
    sku: 'coffee-sidamo',
    title: 'Sidamo natural',
    description: 'Coffee dried in its fruit: blueberry, wine and cane sugar.',
    kinds: { '250 g': [1240, 160], '1 kg': [4190, 40] },
  },
  {
    sku: 'coffee-nyeri',
    title: 'Nyeri',
    description: 'Coffee from Kenya with blackcurrant, tomato and a bright acidity.',
    kinds: { '250 g': [1340, 140], '1 kg': [4590, 35] },
  },
  {
    sku: 'coffee-santos',
    title: 'Santos',
    description: 'Mild Brazilian coffee with hazelnut and milk chocolate, low in acid.',
    kinds: { '500 g': [1390, 280], '250 g': [750, 280], '1 kg': [2590, 140] },
  },
  {
    sku: 'coffee-antigua',
    title: 'Antigua',
    description: 'Coffee from volcanic soil in Guatemala: toffee, orange and dark cocoa.',
    kinds: { '250 g': [1090, 190], '1 kg': [3790, 60] },
  },
  {
    sku: 'coffee-mandheling',
    title: 'Mandheling',
    description: 'Heavy coffee from Sumatra with cedar, pepper and earth.',
    kinds: { '250 g': [1150, 150], '1 kg': [3890, 45] },
  },
  {
    sku: 'coffee-espresso',
    title: 'House espresso',
    description: 'Coffee roasted dark, four fifths arabica, one fifth robusta: thick crema, bitter chocolate, nuts.',
    kinds: { '1 kg': [2690, 320], '500 g': [1450, 300], '250 g': [790, 280] },
  },
  {
    sku: 'coffee-decaf',
    title: 'Decaf',
    description: 'Coffee from Mexico without caffeine, taken out with mountain water; caramel and almond.',
    kinds: { '250 g': [1090, 170], '500 g': [1990, 90] },
  },
  {
    sku: 'coffee-coldbrew',
    title: 'Cold brew blend',
    description: 'Coffee ground coarse, for twelve hours in cold water.',
    kinds: { '500 g': [1590, 140], '1 kg': [2890, 60] },
  },
];
