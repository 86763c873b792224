const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** A small catalogue to try the shop with. */
export const seedProducts = [
  {
    sku: 'kettle-steel',
    title: 'Steel kettle',
    description: 'Boils a litre in three minutes.',
    price: eur(3900),
    stock: 120,
  },
  {
    sku: 'teapot-clay',
    title: 'Clay teapot',
    description: 'Unglazed red clay, half a litre.',
    price: eur(4450),
    stock: 60,
  },
  {
    sku: 'cup-porcelain',
    title: 'Porcelain cup',
    description: 'Thin and white, with a cool handle.',
    price: eur(1250),
    stock: 400,
  },
  { sku: 'tea-assam', title: 'Assam, 250 g', description: 'Strong and malty black tea.', price: eur(1490), stock: 300 },
  {
    sku: 'tea-sencha',
    title: 'Sencha, 100 g',
    description: 'Steamed green tea of the first flush.',
    price: eur(1790),
    stock: 180,
  },
  {
    sku: 'coffee-huila',
    title: 'Huila, 500 g',
    description: 'Coffee with notes of cherry and cocoa.',
    price: eur(1650),
    stock: 250,
  },
  {
    sku: 'grinder-hand',
    title: 'Hand grinder',
    description: 'Conical steel burrs in forty steps.',
    price: eur(8900),
    stock: 45,
  },
  {
    sku: 'press-glass',
    title: 'French press',
    description: 'Glass and cork, for four cups.',
    price: eur(3350),
    stock: 90,
  },
  {
    sku: 'scale-brew',
    title: 'Brewing scale',
    description: 'A tenth of a gram, and the time.',
    price: eur(4900),
    stock: 70,
  },
  { sku: 'tray-oak', title: 'Oak tray', description: 'One piece of oiled oak.', price: eur(2950), stock: 80 },
  {
    sku: 'honey-linden',
    title: 'Linden honey, 500 g',
    description: 'From one meadow and one summer.',
    price: eur(980),
    stock: 200,
  },
  {
    sku: 'biscuits-oat',
    title: 'Oat biscuits',
    description: 'Twelve, with butter and sea salt.',
    price: eur(540),
    stock: 500,
  },
] as const;
