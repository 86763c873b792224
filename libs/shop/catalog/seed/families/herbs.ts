import type { Family } from '../family.js';

export const herbs: readonly Family[] = [
  {
    sku: 'herb-mint',
    title: 'Peppermint',
    description: 'Whole leaves of peppermint, cool and clear, without caffeine.',
    kinds: { '100 g': [690, 280], '250 g': [1490, 110] },
  },
  {
    sku: 'herb-chamomile',
    title: 'Chamomile',
    description: 'Blossoms of chamomile for the evening, without caffeine.',
    kinds: { '100 g': [790, 250], '50 g': [450, 200] },
  },
  {
    sku: 'herb-rooibos',
    title: 'Rooibos',
    description: 'Red bush from the Cederberg, sweet and nutty, without caffeine.',
    kinds: { '250 g': [1090, 260], '100 g': [520, 260], 'vanilla 100 g': [620, 180] },
  },
  {
    sku: 'herb-verbena',
    title: 'Lemon verbena',
    description: 'Whole leaves of verbena that smell of lemon peel, without caffeine.',
    kinds: { '50 g': [850, 160], '100 g': [1490, 80] },
  },
  {
    sku: 'herb-hibiscus',
    title: 'Hibiscus',
    description: 'Sour, red and good with ice; an infusion of fruit without caffeine.',
    kinds: { '250 g': [990, 210], '100 g': [490, 190] },
  },
  {
    sku: 'herb-ginger',
    title: 'Ginger and lemongrass',
    description: 'Hot ginger and lemongrass against cold days, without caffeine.',
    kinds: { '100 g': [720, 240], '250 g': [1590, 90] },
  },
];
