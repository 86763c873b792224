import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Type } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';
import { bounded, int, wholeNumber } from './bounds.js';
import { exampleOf } from './example.js';
import type { JsonSchema } from './json-schema.js';
import { fieldsInRestOf } from './said.js';

const scalars: Readonly<Record<string, JsonSchema>> = {
  String: { type: 'string' },
  ID: { type: 'string' },
  Int: int,
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  MinorUnits: wholeNumber,
};

/**
 * A reference to the description of one of GraphQL's object types as REST answers with it: statuses by their own names, and
 * without its own version, which is the ETag there.
 */
export function outputReference(name: string, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  return referenceTo(name, schema, known, ({ name: field }) => field !== 'version');
}

function referenceTo(
  name: string,
  schema: GraphQLSchema,
  known: Map<string, JsonSchema>,
  isShown: (field: { readonly name: string }) => boolean,
): JsonSchema {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is not an object type of this process's GraphQL schema`);
  if (!known.has(name)) {
    known.set(name, {});
    const fields = Object.values(type.getFields()).filter(isShown);
    const examples = new Map<string, unknown>(Object.entries(exampleOf(classOf(name)) ?? {}));
    const described = fields.map((field) => {
      const shown = examples.has(field.name) && { examples: [examples.get(field.name)] };
      const said = field.description && { description: field.description };
      return [field.name, { ...describe(field.type, schema, known), ...said, ...shown }] as const;
    });
    known.set(
      name,
      bounded({
        type: 'object',
        ...(type.description && { description: type.description }),
        properties: { ...Object.fromEntries(described), ...fieldsInRestOf(classOf(name)) },
        required: fields.filter((field) => isNonNullType(field.type)).map((field) => field.name),
      }),
    );
  }
  return { $ref: `#/components/schemas/${name}` };
}

/** What GraphQL calls the type of a class. */
export function nameOf(type: Type): string {
  return TypeMetadataStorage.getObjectTypesMetadata().find(({ target }) => target === type)?.name ?? type.name;
}

function classOf(name: string): Type | undefined {
  const found = TypeMetadataStorage.getObjectTypesMetadata().find((type) => type.name === name);
  return found?.target as Type | undefined;
}

function describe(type: GraphQLOutputType, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  if (isNonNullType(type)) return present(type.ofType, schema, known);
  return { anyOf: [present(type, schema, known), { type: 'null' }] };
}

function present(type: GraphQLOutputType, schema: GraphQLSchema, known: Map<string, JsonSchema>): JsonSchema {
  if (isListType(type)) return { type: 'array', items: describe(type.ofType as GraphQLOutputType, schema, known) };
  if (isObjectType(type)) return referenceTo(type.name, schema, known, () => true);
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ value }) => value as unknown) };
  return scalars[String(type)] ?? { type: 'object' };
}
