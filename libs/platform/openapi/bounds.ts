import type { JsonSchema } from './json-schema.js';

/** The longest text in an answer. */
const longestText = 1_048_576;
/** The most items of a list in an answer that is not a page. */
const mostItems = 100_000;
const int32 = 2 ** 31;

/** A text of which nothing is known but that a database could store it. */
export const storable = String.raw`^[^\u0000]*$`;

/** How large the things of an answer can be, wherever its description does not say so more closely. */
export function bounded(schema: JsonSchema): JsonSchema {
  const { items, properties, anyOf, additionalProperties } = schema;
  return {
    ...schema,
    ...limitsOf(schema),
    ...(items && { items: bounded(items) }),
    ...(anyOf && { anyOf: anyOf.map(bounded) }),
    ...(properties && { properties: mapped(properties) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: bounded(additionalProperties) }),
  };
}

/** A whole number that GraphQL calls an `Int`. */
export const int: JsonSchema = { type: 'integer', format: 'int32', minimum: -int32, maximum: int32 - 1 };

/** A whole number that JSON carries exactly. */
export const wholeNumber: JsonSchema = {
  type: 'integer',
  format: 'int64',
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};

function mapped(schemas: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, bounded(schema)]));
}

function limitsOf(schema: JsonSchema): JsonSchema {
  const type = [schema.type].flat().find((one) => one !== 'null');
  if (type === 'integer') return withFormat({ ...wholeNumber, ...schema });
  if (type === 'array') return { maxItems: mostItems, ...schema };
  if (type !== 'string' || schema.enum !== undefined || schema.const !== undefined) return {};
  const isFree = schema.pattern === undefined && schema.format === undefined;
  return { maxLength: longestText, ...(isFree && { pattern: storable }), ...schema };
}

/** The format that holds what the limits allow. */
export function withFormat(schema: JsonSchema): JsonSchema {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  return { ...schema, format: minimum >= -int32 && maximum < int32 ? 'int32' : 'int64' };
}
