import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { describeAttacks } from './attacks.js';
import { describeDescription } from './description.js';
import { describeLists } from './lists.js';
import { callers, fields, lastFields, routes, type Things, type Verdict } from './matrix.js';
import { type Besieged, besiege, type RawAnswer } from './people.js';

jest.setTimeout(60_000);

let shop: Besieged;
beforeAll(async () => {
  shop = await besiege();
});
afterAll(() => shop.close());

const scanner = new MetadataScanner();
const pathOf = (target: object) => String(Reflect.getMetadata(PATH_METADATA, target) ?? '');
const joined = (...parts: readonly string[]) =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;

/** Every route that a controller of the process declares. */
function routesOf(controller: Type): string[] {
  const prototype = controller.prototype as Record<string, object>;
  return scanner
    .getAllMethodNames(prototype)
    .map((name) => prototype[name]!)
    .filter((handler) => Reflect.hasMetadata(PATH_METADATA, handler))
    .map((handler) => {
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]!;
      return `${method} ${joined(pathOf(controller), pathOf(handler))}`;
    });
}

function servedRoutes(): string[] {
  const modules = [...shop.app.get(ModulesContainer).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()]));
  return [...controllers].flatMap(({ metatype }) => routesOf(metatype as Type));
}

async function documentedRoutes(): Promise<string[]> {
  const { paths } = JSON.parse((await shop.ask('/openapi.json')).body) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
}

function filled(path: string, things: Things): string {
  const known: Record<string, string> = {
    ...things,
    context: 'orders',
    id: randomUUID(),
    code: 'users.email-taken',
    asset: 'swagger-ui.css',
    stream: `orders.order-${things.orderId}`,
    consumer: 'orders.order-view',
    process: 'orders.checkout',
    correlation: things.orderId,
    parcel: '1',
  };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => known[name] ?? `no ${name} is known`);
}

function verdictOf({ status }: RawAnswer): Verdict {
  expect(status).toBeLessThan(500);
  return status === 401 || status === 403 || status === 404 ? (String(status) as Verdict) : 'in';
}

async function verdictsOf(route: string): Promise<string> {
  const [method, path] = route.split(' ') as [string, string];
  const { body, query = '' } = routes[route]!;
  const verdicts: Verdict[] = [];
  for (const caller of callers) {
    const sent = { method, token: shop.tokens[caller], body };
    verdicts.push(verdictOf(await shop.ask(filled(path, shop.things) + query, sent)));
  }
  return verdicts.join(' ');
}

async function verdictsOnField(field: string): Promise<string> {
  const query = fields[field]!.ask(shop.things);
  const accept = field.startsWith('Subscription') ? 'text/event-stream' : 'application/json';
  const verdicts: Verdict[] = [];
  for (const caller of callers) {
    const sent = { method: 'POST', token: shop.tokens[caller], body: { query }, headers: { accept } };
    const { body } = await shop.ask('/graphql', sent);
    const [, code = ''] = /"code":"([\w.-]+)"/.exec(body) ?? [];
    expect({ query, code }).not.toEqual({ query, code: 'graphql.invalid' });
    if (code.endsWith('not-found')) verdicts.push('404');
    else if (code === 'security.not-allowed') verdicts.push('403');
    else verdicts.push(/sign-in-required|wrong-credentials|session-ended/.test(code) ? '401' : 'in');
  }
  return verdicts.join(' ');
}

async function expectVerdicts(asked: readonly string[]): Promise<void> {
  const found: Record<string, string> = {};
  for (const field of asked) found[field] = await verdictsOnField(field);
  expect(found).toEqual(Object.fromEntries(asked.map((field) => [field, fields[field]!.who])));
}

async function servedFields(): Promise<string[]> {
  const roots = ['Query', 'Mutation', 'Subscription'];
  const names = roots.map((root) => `${root}: __type(name: "${root}") { fields { name } }`);
  const { body } = await shop.ask('/graphql', { method: 'POST', body: { query: `{ ${names.join(' ')} }` } });
  const { data } = JSON.parse(body) as { data: Record<string, { fields: { name: string }[] }> };
  return roots.flatMap((root) => data[root]!.fields.map(({ name }) => `${root}.${name}`));
}

describe('lists', () => {
  describeLists(() => shop);
});

describe('who gets in', () => {
  it('is decided for every route there is, documented or not', async () => {
    const served = servedRoutes();
    expect(served.length).toBeGreaterThan(50);
    expect([...served, ...(await documentedRoutes())].filter((route) => !(route in routes))).toEqual([]);
  });

  it('is decided for every field of GraphQL', async () => {
    const served = await servedFields();
    expect(served.length).toBeGreaterThan(20);
    expect(served.filter((field) => !(field in fields))).toEqual([]);
  });

  it('is so for every field of GraphQL', async () => {
    const served = new Set(await servedFields());
    await expectVerdicts(Object.keys(fields).filter((field) => served.has(field) && !lastFields.includes(field)));
  });

  it('is so on every route', async () => {
    const served = new Set(servedRoutes());
    const there = Object.keys(routes).filter((route) => served.has(route));
    const found: Record<string, string> = {};
    for (const route of there) found[route] = await verdictsOf(route);
    expect(found).toEqual(Object.fromEntries(there.map((route) => [route, routes[route]!.who])));
  });

  it('is so for the fields that tear things down', () => expectVerdicts(lastFields));
});

describe('attacks', () => {
  describeAttacks(() => shop);
});

describe('the description of the API', () => {
  describeDescription(() => shop);
});
