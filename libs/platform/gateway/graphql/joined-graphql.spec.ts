import { ask, done, openTeahouse, type Teahouse } from './teahouse.examples.js';

let house: Teahouse;
beforeAll(async () => {
  house = await openTeahouse();
});
beforeEach(() => {
  done.splice(0);
  house.sender.asked.splice(0);
});
afterEach(() => house.sender.away.clear());
afterAll(() => house.close());

const asked = () => house.sender.asked.map(({ context, query }) => `${context}: ${query.replaceAll(/\s+/g, ' ')}`);

type Operation = readonly [what: string, query: string, variables?: object];

const queries: readonly Operation[] = [
  ['fields of one context', '{ tea { name } teas { name } }'],
  ['fields of two, in turns', '{ a: tea { name } cakes { name } b: tea { name } cake { layers } }'],
  [
    'named fragments',
    '{ ...both } fragment both on Query { tea { ...t } cake { ...c } } fragment t on Tea { name } fragment c on Cake { name }',
  ],
  [
    'nested fragments',
    '{ ...one } fragment one on Query { ...two cakes { name } } fragment two on Query { tea { likes { ...t } } } fragment t on Tea { name }',
  ],
  [
    'fragments used by both',
    '{ ...q tea { likes { name } } } fragment q on Query { __typename tea { name } cakes { layers } }',
  ],
  ['inline fragments', '{ ... on Query { tea { name } ... { cake { name } } } }'],
  [
    'one field from several places',
    '{ tea { name } ...more } fragment more on Query { tea { likes { name } } cakes { name } }',
  ],
  [
    'one field under several aliases',
    '{ a: tea(kind: "white") { name } b: tea(kind: "red") { name } c: cake { name } }',
  ],
  [
    'variables of one part',
    'query ($kind: String, $order: CakeOrder) { tea(kind: $kind) { name } cake(order: $order) { name layers } }',
    { kind: 'white', order: { layers: 5, price: 100 } },
  ],
  [
    'variables with defaults',
    'query ($kind: String = "red", $order: CakeOrder = { layers: 7 }) { tea(kind: $kind) { name } cake(order: $order) { name } }',
  ],
  [
    'a variable that is null',
    'query ($kind: String = "red") { tea(kind: $kind) { name } cakes { name } }',
    { kind: null },
  ],
  [
    'variables within fragments',
    'query ($kind: String) { tea { ...t } cakes { name } } fragment t on Tea { likes(kind: $kind) { name } }',
    { kind: 'white' },
  ],
  [
    '@skip and @include at the root',
    'query ($on: Boolean!, $off: Boolean! = false) { tea @include(if: $on) { name } cake @include(if: $off) { name } cakes @skip(if: $on) { name } bitter @skip(if: true) { name } }',
    { on: true },
  ],
  [
    '@include on fragments',
    'query ($on: Boolean!, $off: Boolean!) { ...q @include(if: $on) ...r @include(if: $off) ... @skip(if: $on) { teas { name } } } fragment q on Query { tea { name } } fragment r on Query { cake { name } }',
    { on: true, off: false },
  ],
  [
    'what is left out here and wanted there',
    'query ($off: Boolean!) { tea @include(if: $off) { name } ... { tea { likes { name } } } }',
    { off: false },
  ],
  ['nothing at all', 'query ($off: Boolean!) { tea @include(if: $off) { name } }', { off: false }],
  ['the name of the root', '{ __typename tea { name } what: __typename cakes { __typename } }'],
  [
    'the schema beside data',
    '{ __schema { queryType { name } } tea { name } __type(name: "Cake") { fields { name } } cakes { name } }',
  ],
  [
    'the schema by a variable',
    'query ($name: String!) { __type(name: $name) { name } cakes { name } }',
    { name: 'Tea' },
  ],
  ['a field that fails', '{ bitter { name } cakes { name } tea { name sour } }'],
  ['fields that fail within a list and under an alias', '{ all: teas(first: 2) { name sour } cakes { name } }'],
  ['a field that must not be null', '{ certain cakes { name } }'],
  [
    'a variable that does not fit',
    'query ($first: Int, $order: CakeOrder) { teas(first: $first) { name } cake(order: $order) { name } }',
    { first: 'many' },
  ],
  [
    'a variable that does not fit within an input',
    'query ($order: CakeOrder) { tea { name } cake(order: $order) { name } }',
    { order: { price: 0.5 } },
  ],
  ['a literal that does not fit', '{ tea { name } cake(order: { price: 0.5 }) { name } }'],
  ['a variable that is missing', 'query ($kind: String!) { tea(kind: $kind) { name } cakes { name } }'],
  ['what does not fit the schema', '{ coffee cakes { name } }'],
];
const mutations: readonly Operation[] = [
  ['mutations of one context', 'mutation { a: brew(cups: 1) b: brew(cups: 2) }'],
  ['mutations in turns', 'mutation { brew(cups: 1) bake(order: { layers: 1 }) again: brew(cups: 2) }'],
  [
    'mutations within fragments',
    'mutation { ...b more: brew(cups: 3) } fragment b on Mutation { brew(cups: 1) bake(order: {}) }',
  ],
  ['a mutation that fails', 'mutation { brew(cups: 1) spill bake(order: {}) }'],
  [
    'mutations with a variable that does not fit',
    'mutation ($cups: Int!, $order: CakeOrder!) { bake(order: $order) brew(cups: $cups) }',
    { cups: 'all', order: {} },
  ],
  ['mutations with the name of the root', 'mutation { brew(cups: 1) __typename bake(order: {}) }'],
];

describe('an operation that is cut has the answer of one that is not:', () => {
  it.each([...queries, ...mutations].map(([what, query, variables = {}]) => [what, query, variables] as const))(
    '%s',
    async (_, query, variables) => {
      const expected = await ask(house.whole, query, variables);
      const order = done.splice(0);
      expect(await ask(house.cut, query, variables)).toEqual(expected);
      expect(done).toEqual(order);
    },
  );

  it('a subscription', async () => {
    const [query, accept] = ['subscription ($to: Int!) { cup: cups(to: $to) }', 'text/event-stream'];
    const [whole, cut] = [
      await ask(house.whole, query, { to: 3 }, accept),
      await ask(house.cut, query, { to: 3 }, accept),
    ];
    expect(cut).toEqual(whole);
    expect(cut.body.match(/"cup":\d/g)).toEqual(['"cup":1', '"cup":2', '"cup":3']);
  });
});

/** A stream without what only keeps it open, which comes when it takes long. */
const withoutComments = (body: string) => body.replaceAll(/^:.*\n\n?/gm, '');

describe('a subscription whose stream breaks off', () => {
  it('goes on behind the last event, and repeats none', async () => {
    const query = 'subscription { cups(to: 4) }';
    const whole = await ask(house.whole, query, {}, 'text/event-stream');
    house.sender.asked.splice(0);
    house.sender.breakingOff.push(2, -1, 0, 1);
    const cut = await ask(house.cut, query, {}, 'text/event-stream');
    expect(withoutComments(cut.body)).toEqual(withoutComments(whole.body));
    expect(whole.body.match(/^id: \d/gm)).toEqual(['id: 1', 'id: 2', 'id: 3', 'id: 4']);
    expect(house.sender.asked.map(({ seen }) => seen)).toEqual([undefined, '2', '2', '2', '3']);
  });
});

describe('an operation is cut', () => {
  it('into one part for each context, with what that needs', async () => {
    const query = `query ($kind: String, $layers: Int, $unused: Int = 1) {
      tea(kind: $kind) { ...t } cake(order: { layers: $layers }) { ...c } teas(first: $unused) { name }
    } fragment t on Tea { name } fragment c on Cake { name }`;
    await ask(house.cut, query, { kind: 'red', layers: 4, unused: 3 });
    expect(house.sender.asked.map(({ context, variables }) => [context, variables])).toEqual([
      ['tea', { kind: 'red', unused: 3 }],
      ['cake', { layers: 4 }],
    ]);
    expect(asked()[0]).not.toMatch(/\$layers|fragment c/);
    expect(asked()[1]).not.toMatch(/\$kind|fragment t/);
  });

  it('so that a context that is asked nothing hears nothing', async () => {
    await ask(
      house.cut,
      'query ($off: Boolean!) { tea { name } ...c @include(if: $off) } fragment c on Query { cake { name } }',
      { off: false },
    );
    expect(house.sender.asked.map(({ context }) => context)).toEqual(['tea']);
    await ask(house.cut, '{ __typename }');
    expect(house.sender.asked).toHaveLength(1);
  });

  it('in runs of one context when it is a mutation', async () => {
    await ask(house.cut, 'mutation { a: brew(cups: 1) b: brew(cups: 2) bake(order: {}) c: brew(cups: 3) }');
    expect(house.sender.asked.map(({ context }) => context)).toEqual(['tea', 'cake', 'tea']);
  });

  it.each([
    ['depth', `{ tea { ${'likes { '.repeat(10)} name ${'}'.repeat(10)} } cakes { name } }`],
    ['aliases', `{ cakes { name } ${Array.from({ length: 16 }, (_, n) => `t${n}: tea { name }`).join(' ')} }`],
    ['tokens', `{ cakes { name } tea { ${'name '.repeat(1000)} } }`],
  ])('only within the limit of %s', async (limit, query) => {
    const answer = await ask(house.cut, query);
    expect(answer).toEqual(await ask(house.whole, query));
    expect(answer.body).toContain(`"limit":"${limit}"`);
    expect(house.sender.asked).toEqual([]);
  });
});

describe('while a context is away', () => {
  const bodyOf = async (query: string, variables?: object) =>
    JSON.parse((await ask(house.cut, query, variables)).body) as unknown;
  const unavailable = (...path: string[]) => ({ path, extensions: { code: 'gateway.context-unavailable' } });

  it('its fields are null, with an error each, and the others are served', async () => {
    house.sender.away.add('cake');
    expect(await bodyOf('{ a: cake { name } tea { name } cakes { name } }')).toMatchObject({
      data: { a: null, tea: { name: 'green tea' }, cakes: null },
      errors: [unavailable('a'), unavailable('cakes')],
    });
  });

  it('there is no data when one of its fields must not be null', async () => {
    house.sender.away.add('tea');
    expect(await bodyOf('{ certain cakes { name } }')).toMatchObject({ data: null, errors: [unavailable('certain')] });
  });

  it('what was not asked of it does not fail', async () => {
    house.sender.away.add('cake');
    const answer = await bodyOf('query ($off: Boolean!) { cake @include(if: $off) { name } tea { name } }', {
      off: false,
    });
    expect(answer).toEqual({ data: { tea: { name: 'green tea' } } });
  });

  it('the mutations of others run all the same, in their order', async () => {
    house.sender.away.add('cake');
    expect(await bodyOf('mutation { brew(cups: 1) bake(order: {}) c: brew(cups: 2) }')).toMatchObject({
      data: { brew: expect.any(String), bake: null, c: expect.any(String) },
      errors: [unavailable('bake')],
    });
    expect(done).toEqual(['brewed 1', 'brewed 2']);
  });

  it('a subscription of it is refused with the code', async () => {
    house.sender.away.add('tea');
    const answer = await ask(house.cut, 'subscription { cups(to: 1) }', {}, 'text/event-stream');
    expect(answer.body).toContain('gateway.context-unavailable');
  });
});
