import type { Family } from '../family.js';

export const pantry: readonly Family[] = [
  {
    sku: 'honey-linden',
    title: 'Linden honey',
    description: 'From one meadow and one summer.',
    kinds: { '500 g': [980, 200], '250 g': [590, 220] },
  },
  {
    sku: 'honey-chestnut',
    title: 'Chestnut honey',
    description: 'Dark and a little bitter, good with cheese.',
    kinds: { '500 g': [1180, 140], '250 g': [690, 160] },
  },
  {
    sku: 'honey-acacia',
    title: 'Acacia honey',
    description: 'Clear and mild, stays liquid for years and sweetens tea without changing it.',
    kinds: { '500 g': [1090, 180], '250 g': [640, 190] },
  },
  {
    sku: 'sugar-rock',
    title: 'Rock candy',
    description: 'Large crystals of sugar that crack in hot tea.',
    kinds: { 'white 500 g': [490, 320], 'brown 500 g': [540, 300] },
  },
  {
    sku: 'biscuits-oat',
    title: 'Oat biscuits',
    description: 'Twelve, with butter and sea salt.',
    kinds: { '': [540, 500], chocolate: [620, 420], ginger: [590, 360] },
  },
  {
    sku: 'shortbread',
    title: 'Shortbread',
    description: 'Flour, sugar and a great deal of butter, from the Highlands.',
    kinds: { '200 g': [690, 380], '400 g': [1190, 180] },
  },
  {
    sku: 'cantuccini',
    title: 'Cantuccini',
    description: 'Almond biscuits baked twice, for dipping into coffee.',
    kinds: { '250 g': [590, 340], '500 g': [990, 160] },
  },
  {
    sku: 'chocolate-dark',
    title: 'Dark chocolate',
    description: 'Beans from one farm, ground for three days.',
    kinds: { '70 percent': [490, 420], '85 percent': [520, 320], 'sea salt': [520, 360] },
  },
  {
    sku: 'chocolate-milk',
    title: 'Milk chocolate',
    description: 'Half cocoa, half Alpine milk, hardly any sugar.',
    kinds: { '': [450, 440], hazelnut: [520, 380], coffee: [520, 260] },
  },
  {
    sku: 'jam-apricot',
    title: 'Apricot jam',
    description: 'Three fruits to a spoon, from the Wachau.',
    kinds: { '220 g': [620, 260], '450 g': [1090, 130] },
  },
  {
    sku: 'marmalade-orange',
    title: 'Bitter orange marmalade',
    description: 'Seville oranges with thick peel, for toast and black tea.',
    kinds: { '220 g': [640, 240], '450 g': [1120, 120] },
  },
  {
    sku: 'syrup-vanilla',
    title: 'Vanilla syrup',
    description: 'Cane sugar and vanilla from Madagascar, for coffee and milk.',
    kinds: { '250 ml': [790, 220], '700 ml': [1690, 90] },
  },
  {
    sku: 'spice-cardamom',
    title: 'Green cardamom',
    description: 'Whole pods for chai and for coffee from the pot.',
    kinds: { '50 g': [790, 190], '100 g': [1390, 100] },
  },
  {
    sku: 'spice-cinnamon',
    title: 'Ceylon cinnamon',
    description: 'Thin sticks of true cinnamon, sweet rather than hot.',
    kinds: { '50 g': [590, 210], '100 g': [990, 120] },
  },
];
