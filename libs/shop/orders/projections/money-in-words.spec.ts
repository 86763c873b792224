import { inWords } from './money-in-words.js';

it.each([
  [1250, 'EUR', '12.50 EUR'],
  [5, 'USD', '0.05 USD'],
  [300, 'ISK', '300 ISK'],
  [1500, 'KWD', '1.500 KWD'],
])('%d minor units of %s are written as %s', (amount, currency, words) =>
  expect(inWords({ amount, currency })).toBe(words),
);
