import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { Type } from '@nestjs/common';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import {
  type GraphQLSchema,
  isNonNullType,
  isSpecifiedScalarType,
  parse,
  printSchema,
  printType,
  validate,
} from 'graphql';
import { rootFieldsOf, tidySchema } from '#platform/graphql';
import { orderQuery } from '../bench/shops/order-query.js';

const shop = resolve(import.meta.dirname, '../../libs/shop');
const roots = ['Query', 'Mutation', 'Subscription'];
const ofPlatform = ['DateTime', 'MinorUnits', 'Money', 'PageInfo'];

interface ContextSchema {
  readonly name: string;
  readonly resolvers: readonly Type[];
  readonly schema: GraphQLSchema;
}

let factory: GraphQLSchemaFactory;
let contexts: readonly ContextSchema[];
let whole: GraphQLSchema;

beforeAll(async () => {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  factory = app.get(GraphQLSchemaFactory);
  const found = await Promise.all(contextNames().map(async (name) => ({ name, resolvers: await resolversOf(name) })));
  whole = await schemaOf(found.flatMap(({ resolvers }) => resolvers));
  contexts = await inTurn(found, async (context) => ({ ...context, schema: await schemaOf(context.resolvers) }));
});

function contextNames(): string[] {
  return readdirSync(shop).filter((name) => readdirSync(join(shop, name)).includes(`${name}.module.ts`));
}

async function resolversOf(context: string): Promise<Type[]> {
  const module = (await import(pathToFileURL(join(shop, context, `${context}.module.ts`)).href)) as Record<
    string,
    Type
  >;
  const providers = Object.values(module).flatMap((type) => (Reflect.getMetadata('providers', type) ?? []) as Type[]);
  return providers.filter((type) => rootFieldsOf(type).length > 0);
}

async function schemaOf(resolvers: readonly Type[]): Promise<GraphQLSchema> {
  return tidySchema(await factory.create([...resolvers]));
}

async function inTurn<T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

const typesOf = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
const rootFields = (schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => ({ root: root!.name, ...field })),
  );

describe("the shop's GraphQL schema", () => {
  it('is served by every context', () => {
    expect(contexts.length).toBeGreaterThanOrEqual(6);
    for (const { name, schema } of contexts) expect([name, rootFields(schema).length > 0]).toEqual([name, true]);
  });

  it('answers what the bench asks for', () => {
    expect(validate(whole, parse(orderQuery))).toEqual([]);
  });

  it('has no type that two contexts own', () => {
    const owners = Map.groupBy(
      contexts.flatMap(({ name, schema }) => typesOf(schema).map((type) => ({ type: type.name, name }))),
      ({ type }) => type,
    );
    const shared = [...owners].filter(([, places]) => places.length > 1).map(([type]) => type);
    expect(shared.filter((type) => !roots.includes(type) && !ofPlatform.includes(type))).toEqual([]);
  });

  it('has no root field that two contexts answer', () => {
    const fields = contexts.flatMap(({ schema }) => rootFields(schema).map(({ root, name }) => `${root}.${name}`));
    expect(fields).toEqual([...new Set(fields)]);
  });

  it('is the sum of what the contexts serve alone', () => {
    const parts = new Map(
      contexts.flatMap(({ schema }) => typesOf(schema).map((type) => [type.name, printType(type)])),
    );
    for (const type of typesOf(whole).filter(({ name }) => !roots.includes(name))) {
      expect(parts.get(type.name)).toBe(printType(type));
    }
    const fields = contexts.flatMap(({ schema }) => rootFields(schema).map(({ root, name }) => `${root}.${name}`));
    expect(
      rootFields(whole)
        .map(({ root, name }) => `${root}.${name}`)
        .toSorted(),
    ).toEqual(fields.toSorted());
  });

  it('lets every root field fail alone', () => {
    const required = rootFields(whole).filter(({ root, type }) => root !== 'Subscription' && isNonNullType(type));
    expect(required.map(({ root, name }) => `${root}.${name}`)).toEqual([]);
  });

  it('does not depend on the order of the contexts', async () => {
    const backwards = await schemaOf(contexts.toReversed().flatMap(({ resolvers }) => resolvers));
    expect(printSchema(backwards)).toBe(printSchema(whole));
  });

  it('has all that the shop offers', () => {
    const names = (root: string) =>
      rootFields(whole)
        .filter((field) => field.root === root)
        .map(({ name }) => name);
    expect(names('Query')).toEqual([
      'bestSellers',
      'funnel',
      'liveFigures',
      'lowStock',
      'me',
      'order',
      'orders',
      'payment',
      'paymentReconciliation',
      'product',
      'products',
      'revenue',
      'shipment',
      'stockLedger',
    ]);
    expect(names('Mutation')).toEqual([
      'cancelOrder',
      'changeStock',
      'closeAccount',
      'createProduct',
      'delistProduct',
      'deliverParcel',
      'deliverShipment',
      'dispatchShipment',
      'editProduct',
      'listProduct',
      'logIn',
      'payOrder',
      'placeOrder',
      'refreshSession',
      'refundPayment',
      'registerUser',
      'renameUser',
      'returnParcel',
    ]);
    expect(names('Subscription')).toEqual(['orderUpdated']);
  });
});
