import type { Type } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { csvMediaType } from '#platform/http';
import { inputReference, inputSchema } from './input-schemas.js';
import type { JsonSchema } from './json-schema.js';
import { type Operation, operationsOf } from './operations.js';
import { outputReference } from './output-schemas.js';
import { problemAnswers } from './problem-answers.js';
import type { Returned } from './returns.js';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

const problem: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). `type` leads to an explanation of the code.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    correlationId: { type: 'string', format: 'uuid' },
    details: { type: 'object' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' } },
        required: ['field', 'message', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'correlationId'],
};

const header = (name: string, description: string) => ({ name, in: 'header', description, schema: { type: 'string' } });

const parameters = {
  ConsistencyToken: header('Consistency-Token', 'From an earlier answer: this one then contains what was done there.'),
  IfMatch: header('If-Match', 'The ETag of what is to be changed; if it has changed meanwhile, the answer is 412.'),
  IdempotencyKey: header('Idempotency-Key', 'Makes it safe to send the request again: it runs once.'),
};

const csvDescription = 'RFC 4180, in UTF-8; the first line has the names of the columns.';

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
    openapi: '3.1.0',
    info: { title: 'API', version: '1' },
    paths: sorted(described as [string, Record<string, object>][]),
    components: {
      examples: sorted([...examples]),
      parameters,
      responses: { Problem: problemAnswer },
      schemas: sorted([...known]),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function describe(
  operation: Operation,
  schema: GraphQLSchema | undefined,
  known: Map<string, JsonSchema>,
  examples: Map<string, object>,
): object {
  const { id, path, status, access, body, query } = operation;
  const content = schema && answerContent(operation, schema, known);
  return {
    operationId: id,
    tags: [path.split('/')[1]],
    ...(typeof access === 'object' && { description: `For ${access.roles.join(' or ')}.` }),
    security: securityOf(access),
    parameters: [...pathParameters(path), ...queryParameters(query, known), ...headers(operation)],
    ...(body && { requestBody: { required: true, content: json(inputReference(body, known)) } }),
    responses: {
      [status]: { description: 'Done.', ...(content && { content }) },
      ...problemAnswers(operation, examples),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function securityOf(access: Operation['access']): readonly object[] {
  if (access === 'anonymous') return [];
  return access === 'public' ? [{}, { bearer: [] }] : [{ bearer: [] }];
}

function answerContent(
  { returned, offersCsv }: Operation,
  schema: GraphQLSchema,
  known: Map<string, JsonSchema>,
): object | undefined {
  if (returned === undefined) return undefined;
  const answer = { [mediaTypeOf(returned)]: { schema: answerSchema(returned, schema, known) } };
  return offersCsv
    ? { ...answer, [csvMediaType]: { schema: { type: 'string', description: csvDescription } } }
    : answer;
}

function answerSchema({ type, shape }: Returned, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  const one = outputReference(nameOf(type), schema, known);
  if (shape === 'one' || shape === 'events') return one;
  const next: JsonSchema = { type: ['string', 'null'], description: 'The cursor of what comes after.' };
  const properties = { items: { type: 'array', items: one }, ...(shape === 'page' && { next }) };
  return { type: 'object', properties, required: Object.keys(properties) };
}

function mediaTypeOf(returned: Returned): string {
  return returned.shape === 'events' ? 'text/event-stream' : 'application/json';
}

/** What GraphQL calls the type of a class. */
function nameOf(type: Type): string {
  return TypeMetadataStorage.getObjectTypesMetadata().find(({ target }) => target === type)?.name ?? type.name;
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: Type | undefined, known: Map<string, JsonSchema>): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = inputSchema(query, known);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headers({ method }: Operation): object[] {
  const special: Readonly<Record<string, string>> = { post: 'IdempotencyKey', patch: 'IfMatch' };
  const names = ['ConsistencyToken', ...(special[method] === undefined ? [] : [special[method]])];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function json(schema: JsonSchema): object {
  return { 'application/json': { schema } };
}

function sorted<T>(entries: readonly [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
