import { jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { auditServer } from 'graphql-http';
import { DescriptionParts, IdempotencyStores } from '#platform/http';
import { eventually } from '#test/eventually';
import { issuer, openTearoom, SilentResolver } from './graphql.examples.js';
import { schemaText } from './index.js';

let app: NestFastifyApplication;
let address: string;

beforeAll(async () => {
  app = await openTearoom();
  await app.listen(0, '127.0.0.1');
  address = `${await app.getUrl()}/graphql`;
});
afterAll(() => app.close());

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const ask = async (query: string, headers?: Record<string, string>) =>
  (await (await post({ query }, headers)).json()) as Answer;
const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions['code'];

describe('GraphQL over HTTP', () => {
  it('passes every audit', async () => {
    const results = await auditServer({ url: address });
    const failed = results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id}: ${name}`);
    expect(failed).toEqual([]);
    expect(results).toHaveLength(61);
  });

  it('answers what does not fit the schema with 400', async () => {
    const answer = await post({ query: '{ coffee }' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'graphql.invalid-operation' } }] });
  });

  it.each([
    ['broken JSON', 400, '{"query":', 'application/json'],
    ['a form', 415, 'query={tea{name}}', 'application/x-www-form-urlencoded'],
    ['a large body', 413, `{"query":"${'x'.repeat(300_000)}"}`, 'application/json'],
  ])('refuses %s in its own shape', async (_, status, body, type) => {
    const answer = await post(body, { 'content-type': type });
    expect(answer.status).toBe(status);
    const { errors } = (await answer.json()) as Answer;
    expect(errors?.[0]?.extensions['code']).toMatch(/^(http|graphql)\./);
  });
});

describe('an error', () => {
  it('carries the code, the kind and the details of the refusal', async () => {
    const answer = await post({ query: '{ empty { name } tea { name } }' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      data: { empty: null, tea: { name: 'tea 1' } },
      errors: [
        {
          message: 'There is no tea left: ask for coffee.',
          path: ['empty'],
          locations: [{ line: 1, column: 3 }],
          extensions: {
            code: 'tearoom.out-of-tea',
            kind: 'conflict',
            correlationId: answer.headers.get('x-correlation-id'),
            details: { left: 0 },
          },
        },
      ],
    });
  });

  it.each(['{ fire }', '{ nothing }'])('says nothing of what nobody expected: %s', async (query) => {
    const answer = await ask(query);
    expect(codeOf(answer)).toBe('http.internal-error');
    expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.7|stack|null for/);
  });

  it('lists the fields that are not as they should be', async () => {
    const { errors } = await ask('mutation { brew(input: { cups: 11 }) }');
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'http.invalid-input',
      kind: 'invalid',
      errors: [{ field: 'cups', code: 'max' }],
    });
  });

  it.each(['{ teas(first: 0) { edges { cursor } } }', '{ teas(first: 101) { edges { cursor } } }'])(
    'refuses a page of that size: %s',
    async (query) => expect(codeOf(await ask(query))).toBe('http.invalid-input'),
  );

  it('refuses what no database can store, also when it is escaped', async () => {
    const answer = await ask('mutation { brew(input: { cups: 1, note: "a\\u0000" }) }');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ errors: [{ field: 'input.note' }] });
  });
});

describe('who may ask', () => {
  const as = async (...roles: string[]) => {
    const { accessToken } = await issuer.issue({ id: 'ida', roles });
    return { authorization: `Bearer ${accessToken}` };
  };

  it('is what the resolver declares', async () => {
    expect(codeOf(await ask('{ recipe }'))).toBe('security.sign-in-required');
    expect(codeOf(await ask('{ recipe }', await as('customer')))).toBe('security.not-allowed');
    expect(await ask('{ recipe }', await as('staff'))).toEqual({ data: { recipe: 'for ida' } });
    expect(codeOf(await ask('{ tea { name } }', { authorization: 'Bearer a.b.c' }))).toBe('security.invalid-token');
  });

  it('must be declared by every root field, or there is no start', async () => {
    await expect(openTearoom([SilentResolver])).rejects.toThrow('SilentResolver.silence');
  });

  it('is known by address', async () => expect(await ask('{ address }')).toEqual({ data: { address: '127.0.0.1' } }));
});

describe('limits', () => {
  const nested = (depth: number): string => (depth === 0 ? 'name' : `like { ${nested(depth - 1)} }`);
  const details = ({ errors }: Answer) => errors?.[0]?.extensions['details'];

  it('hold for depth', async () => {
    expect((await ask(`{ tea { ${nested(8)} } }`)).errors).toBeUndefined();
    expect(details(await ask(`{ tea { ${nested(9)} } }`))).toEqual({ limit: 'depth', most: 10 });
  });

  it('hold for depth through fragments', async () => {
    const chain = Array.from({ length: 12 }, (_, n) => `fragment f${n} on Tea { like { ...f${n + 1} } }`).join(' ');
    const answer = await ask(`{ tea { ...f0 } } ${chain} fragment f12 on Tea { name }`);
    expect(details(answer)).toMatchObject({ limit: 'depth' });
  });

  it('hold for aliases', async () => {
    const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, n) => `a${n}: address`).join(' ')} }`;
    expect((await ask(aliases(15))).errors).toBeUndefined();
    expect(details(await ask(aliases(16)))).toEqual({ limit: 'aliases', most: 15 });
  });

  it('count aliases of a fragment each time it is used', async () => {
    const doubled = Array.from(
      { length: 25 },
      (_, n) => `fragment f${n} on Tea { like { ...f${n + 1} } ...f${n + 1} }`,
    );
    const answer = await ask(`{ tea { ...f0 } } ${doubled.join(' ')} fragment f25 on Tea { a: name }`);
    expect(codeOf(answer)).toBe('graphql.too-complex');
  });

  it('hold for tokens', async () => {
    const answer = await ask(`{ ${'address '.repeat(1000)} }`);
    expect(details(answer)).toEqual({ limit: 'tokens', most: 1000 });
  });

  it('survive a fragment within itself', async () => {
    const answer = await ask('{ tea { ...f } } fragment f on Tea { like { ...f } }');
    expect(codeOf(answer)).toBe('graphql.invalid-operation');
  });

  it('hold for what streams', async () => {
    const answer = await post(
      { query: `subscription { ${Array.from({ length: 16 }, (_, n) => `a${n}: cups(to: 1)`).join(' ')} }` },
      { accept: 'text/event-stream' },
    );
    expect(await answer.text()).toContain('graphql.too-complex');
  });
});

describe('a list', () => {
  const teas = async (args: string) =>
    (
      await ask(
        `{ teas(${args}) { edges { cursor node { name price { amount } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      )
    ).data?.['teas'] as {
      edges: { cursor: string; node: { name: string } }[];
      pageInfo: Record<string, unknown>;
    };

  it('goes on behind every cursor', async () => {
    const first = await teas('first: 2');
    expect(first.edges.map(({ node }) => node.name)).toEqual(['tea 1', 'tea 2']);
    expect(first.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
      endCursor: first.edges[1]?.cursor,
    });
    const second = await teas(`first: 9, after: "${first.edges[0]!.cursor}"`);
    expect(second.edges.map(({ node }) => node.name)).toEqual(['tea 2', 'tea 3', 'tea 4', 'tea 5']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it('takes null for what is not given', async () => {
    expect((await teas('first: 1, after: null')).edges[0]?.node.name).toBe('tea 1');
  });

  it('refuses a cursor that it did not give', async () => {
    expect(codeOf(await ask('{ teas(after: "x") { edges { cursor } } }'))).toBe('http.malformed-cursor');
  });

  it('holds money beyond 32 bits', async () => {
    expect((await teas('first: 1')).edges[0]?.node).toMatchObject({ price: { amount: 5_000_000_001 } });
  });
});

describe('a consistency token', () => {
  it('comes with what a mutation did, and is honoured', async () => {
    const answer = await post({ query: 'mutation { brew(input: { cups: 1 }) }' });
    expect(answer.headers.get('consistency-token')).toBe('tearoom:7');
    expect(codeOf(await ask('{ tea { name } }', { 'consistency-token': 'tearoom:99' }))).toBe(
      'http.not-yet-consistent',
    );
    expect(codeOf(await ask('{ tea { name } }', { 'consistency-token': 'x' }))).toBe(
      'http.malformed-consistency-token',
    );
    expect((await ask('{ tea { name } }', { 'consistency-token': 'tearoom:7' })).errors).toBeUndefined();
  });
});

describe('an idempotency key', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });
  const brew = (cups: number, key: string) =>
    post({ query: `mutation { brew(input: { cups: ${cups} }) }` }, keyed(key));

  it('lets a mutation run once', async () => {
    const [first, again] = [await brew(1, 'a'), await brew(1, 'a')];
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('consistency-token')).toBe('tearoom:7');
    expect(await again.json()).toEqual(await first.json());
  });

  it('belongs to the arguments', async () => {
    await brew(2, 'b');
    expect(codeOf((await (await brew(3, 'b')).json()) as Answer)).toBe('http.idempotency-key-reused');
  });

  it('gives each mutation of a request its own command', async () => {
    const both = '{ a: brew(input: { cups: 1 }) b: brew(input: { cups: 1 }) }';
    const { data } = await ask(`mutation ${both}`, keyed('c'));
    const [a, b] = [String(data?.['a']), String(data?.['b'])].map((text) => text.split(', ')[1]);
    expect(a).toMatch(/^[0-9a-f-]{36}$/);
    expect(a).not.toBe(b);
    expect((await ask(`mutation ${both}`, keyed('c'))).data).toEqual(data);
  });

  it('repeats a refusal', async () => {
    const first = await ask('mutation { refuse }', keyed('d'));
    const again = await ask('mutation { refuse }', keyed('d'));
    expect(again.errors?.[0]?.extensions['details']).toEqual(first.errors?.[0]?.extensions['details']);
  });

  it('does not keep what must not be kept', async () => {
    const numbers = [await ask('mutation { secret }', keyed('e')), await ask('mutation { secret }', keyed('e'))];
    expect(numbers[0]?.data).not.toEqual(numbers[1]?.data);
  });

  it('does not keep an outcome back for longer than a REST route does', async () => {
    const store = app.get(IdempotencyStores).get('tearoom')!;
    const hangs = jest.spyOn(store, 'complete').mockReturnValue(new Promise(() => {}));
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const answer = ask('mutation { brew(input: { cups: 1 }) }', keyed('f'));
    const elapse = await eventually(() => timers.mock.calls.find(([, delay]) => delay === 5_000)![0]);
    elapse();
    expect((await answer).errors).toBeUndefined();
    for (const spy of [hangs, timers]) spy.mockRestore();
  });

  it('must be one', async () => {
    const answer = await ask('mutation { secret }', keyed('two words'));
    expect(codeOf(answer)).toBe('http.malformed-idempotency-key');
  });
});

describe('the schema', () => {
  it('is the same text each time, in the order of the names', async () => {
    const again = await openTearoom();
    const texts = [app, again].map((one) => schemaText(one.get(GraphQLSchemaHost, { strict: false })));
    await again.close();
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).toMatch(/type Money \{[^]*type PageInfo \{[^]*type Tea \{/);
  });

  it('is not there for a process without resolvers', async () => {
    const empty = await openTearoom([]);
    const answer = await empty.inject({ method: 'POST', url: '/graphql', payload: { query: '{ tea { name } }' } });
    await empty.close();
    expect(answer.statusCode).toBe(404);
  });

  it('is part of what the process says of itself', () => {
    const parts = app.get(DescriptionParts);
    expect(parts.get('graphql')?.()).toBe(schemaText(app.get(GraphQLSchemaHost, { strict: false })));
  });

  it('can be explored offline while it is developed', async () => {
    const page = await fetch(address, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const text = await page.text();
    expect(text).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
    expect((await ask('{ __schema { queryType { name } } }')).errors).toBeUndefined();
  });

  it('is hidden in production', async () => {
    process.env['NODE_ENV'] = 'production';
    const hidden = await openTearoom().finally(() => (process.env['NODE_ENV'] = 'test'));
    process.env['GRAPHQL_EXPLORER'] = 'false';
    try {
      const query = (text: string) =>
        hidden
          .inject({ method: 'POST', url: '/graphql', payload: { query: text } })
          .then((answer) => answer.json<Answer>());
      expect(codeOf(await query('{ __schema { queryType { name } } }'))).toBe('graphql.no-introspection');
      expect((await query('{ te }')).errors?.[0]?.message).toBe('Cannot query field "te" on type "Query".');
      const page = await hidden.inject({ url: '/graphql', headers: { accept: 'text/html' } });
      expect(page.body).not.toContain('<html');
    } finally {
      delete process.env['GRAPHQL_EXPLORER'];
      await hidden.close();
    }
  });
});
