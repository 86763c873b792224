import { blackTea } from './families/black-tea.js';
import { brewing } from './families/brewing.js';
import { coffee } from './families/coffee.js';
import { gifts } from './families/gifts.js';
import { greenTea } from './families/green-tea.js';
import { herbs } from './families/herbs.js';
import { pantry } from './families/pantry.js';
import { tableware } from './families/tableware.js';
import { type Family, productsOf } from './family.js';

const families: readonly Family[] = [
  ...blackTea,
  ...greenTea,
  ...herbs,
  ...coffee,
  ...brewing,
  ...tableware,
  ...pantry,
  ...gifts,
];

/** A catalogue to try the shop with: what a shop for tea and coffee has on its shelves. */
export const seedProducts = families.flatMap(productsOf);
