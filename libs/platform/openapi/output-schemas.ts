import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { JsonSchema } from './json-schema.js';

const scalars: Readonly<Record<string, JsonSchema>> = {
  String: { type: 'string' },
  ID: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  MinorUnits: { type: 'integer' },
};

/**
 * A reference to the description of one of GraphQL's object types as REST answers with it: statuses by their own names, and
 * without the version, which is the ETag there.
 */
export function outputReference(name: string, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is not an object type of this process's GraphQL schema`);
  if (!known.has(name)) {
    known.set(name, {});
    const fields = Object.values(type.getFields()).filter((field) => field.name !== 'version');
    known.set(name, {
      type: 'object',
      ...(type.description && { description: type.description }),
      properties: Object.fromEntries(fields.map((field) => [field.name, describe(field.type, schema, known)])),
      required: fields.filter((field) => isNonNullType(field.type)).map((field) => field.name),
    });
  }
  return { $ref: `#/components/schemas/${name}` };
}

function describe(type: GraphQLOutputType, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  if (isNonNullType(type)) return present(type.ofType, schema, known);
  return { anyOf: [present(type, schema, known), { type: 'null' }] };
}

function present(type: GraphQLOutputType, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  if (isListType(type)) return { type: 'array', items: describe(type.ofType as GraphQLOutputType, schema, known) };
  if (isObjectType(type)) return outputReference(type.name, schema, known);
  if (isEnumType(type)) return { enum: type.getValues().map(({ value }) => value as unknown) };
  return scalars[String(type)] ?? {};
}
