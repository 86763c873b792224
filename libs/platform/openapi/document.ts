import type { Type } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';
import { csvMediaType } from '#platform/http';
import { bounded, storable } from './bounds.js';
import { inputReference, inputSchema } from './input-schemas.js';
import type { JsonSchema } from './json-schema.js';
import { exampleFrom } from './answer-examples.js';
import { answerReference, AnswerSchema } from './answer-schema.js';
import { isConditional, type Operation, operationsOf } from './operations.js';
import { nameOf, outputReference } from './output-schemas.js';
import { problemAnswers } from './problem-answers.js';
import type { Returned } from './returns.js';
import { frame, parameters, problem, securitySchemes } from './shared-parts.js';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  /** A process of an earlier version says nothing of them. */
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** As much of a path as the router looks at for one parameter. */
const longestInPath = 100;
const cursor = '^[A-Za-z0-9_-]*$';

const ofPages: Readonly<Record<string, string>> = {
  limit: 'At most so many.',
  after: 'The `next` of the page before.',
};

const csvTable: JsonSchema = bounded({
  type: 'string',
  description: 'RFC 4180, in UTF-8; the first line has the names of the columns.',
});
const csvExample = 'name,amount\r\nmug,4\r\n';

const problemAnswer = {
  description: 'A problem.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Describes the routes of some controllers, always in the same order. Without a schema no answer has a description. */
export function documentOf(controllers: readonly Type[], schema: GraphQLSchema | undefined): OpenApiDocument {
  const known = new Map<string, JsonSchema>([['Problem', problem]]);
  const examples = new Map<string, object>();
  const operations = controllers.flatMap((controller) => operationsOf(controller));
  const paths = Map.groupBy(operations, ({ path }) => path);
  const described = [...paths].map(([path, ofPath]) => [
    path,
    sorted(ofPath.map((operation) => [operation.method, describe(operation, schema, known, examples)])),
  ]);
  return {
    ...frame,
    tags: tagsOf(operations),
    paths: sorted(described as [string, Record<string, object>][]),
    components: {
      examples: sorted([...examples]),
      parameters,
      responses: { Problem: problemAnswer },
      schemas: sorted([...known]),
      securitySchemes,
    },
  };
}

function tagOf({ path }: Operation): string {
  return path.split('/')[1]!;
}

function tagsOf(operations: readonly Operation[]): NonNullable<OpenApiDocument['tags']> {
  const said = Map.groupBy(operations, tagOf);
  return [...said]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, ofTag]) => {
      const description = ofTag.find(({ about }) => about !== undefined)?.about;
      return { name, ...(description !== undefined && { description }) };
    });
}

function describe(
  operation: Operation,
  schema: GraphQLSchema | undefined,
  known: Map<string, JsonSchema>,
  examples: Map<string, object>,
): object {
  const { id, status, access, body, query, summary } = operation;
  const content = schema && answerContent(operation, schema, known);
  return {
    operationId: id,
    tags: [tagOf(operation)],
    ...(summary !== undefined && { summary }),
    description: descriptionOf(operation),
    security: securityOf(access),
    parameters: [...pathParameters(operation), ...queryParameters(query, known), ...headers(operation)],
    ...(body && { requestBody: { required: true, content: json(inputReference(body, known)) } }),
    responses: {
      [status]: { description: 'Done.', ...(content && { content }) },
      ...problemAnswers(operation, examples),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function descriptionOf({ summary, description, access }: Operation): string {
  return [description ?? (summary && `${summary}.`), `${whoMay(access)}.`].filter(Boolean).join(' ');
}

function whoMay(access: Operation['access']): string {
  if (typeof access === 'object') return `For ${access.roles.join(' or ')}`;
  return access === 'authenticated' ? 'For whoever is signed in' : 'For anyone';
}

function securityOf(access: Operation['access']): readonly object[] {
  if (access === 'anonymous') return [];
  return access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }];
}

function answerContent(
  { returned, offersCsv, query }: Operation,
  schema: GraphQLSchema,
  known: Map<string, JsonSchema>,
): object | undefined {
  if (returned === undefined) return undefined;
  const mostItems = query && inputSchema(query, known).properties?.['limit']?.maximum;
  const described = answerSchema(returned, schema, known, mostItems);
  const example = exampleFrom(described, known);
  const answer = { [mediaTypeOf(returned)]: { schema: described, example } };
  return offersCsv ? { ...answer, [csvMediaType]: { schema: csvTable, example: csvExample } } : answer;
}

function answerSchema(
  { type, shape }: Returned,
  schema: GraphQLSchema,
  known: Map<string, JsonSchema>,
  mostItems: number | undefined,
): JsonSchema {
  const one =
    type instanceof AnswerSchema ? answerReference(type, known) : outputReference(nameOf(type), schema, known);
  if (shape === 'one' || shape === 'events') return one;
  const next: JsonSchema = { type: ['string', 'null'], description: 'The cursor of what comes after.' };
  const items: JsonSchema = { type: 'array', items: one, ...(mostItems !== undefined && { maxItems: mostItems }) };
  const properties = { items, ...(shape === 'page' && { next: { ...next, maxLength: 1_000, pattern: cursor } }) };
  return bounded({ type: 'object', properties, required: Object.keys(properties) });
}

function mediaTypeOf({ mediaType, shape }: Returned): string {
  return mediaType ?? (shape === 'events' ? 'text/event-stream' : 'application/json');
}

function pathParameters({ path, parameters: described }: Operation): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { description, ...own }: JsonSchema = described[name] ?? {};
    const schema = { type: 'string', maxLength: longestInPath, ...(own.format === undefined && { pattern: storable }) };
    return { name, in: 'path', required: true, description, schema: { ...schema, ...own } };
  });
}

function queryParameters(query: Type | undefined, known: Map<string, JsonSchema>): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = inputSchema(query, known);
  return Object.entries(properties).map(([name, { description = ofPages[name], ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function headers(operation: Operation): object[] {
  const names = [
    'ConsistencyToken',
    ...(operation.method === 'post' ? ['IdempotencyKey'] : []),
    ...(isConditional(operation) ? ['IfMatch'] : []),
  ];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function json(schema: JsonSchema): object {
  return { 'application/json': { schema } };
}

function sorted<T>(entries: readonly [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
