import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { storable, withFormat } from './bounds.js';
import { exampleOf } from './example.js';
import type { JsonSchema } from './json-schema.js';
import { describedFieldsOf } from './said.js';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

interface TypeHints {
  findTypeMetadata(target: Function, property: string): { readonly typeFunction: () => Type } | undefined;
}

// class-transformer keeps what `@Type` says here and exports it nowhere else.
const { defaultMetadataStorage: typeHints } = createRequire(import.meta.url)('class-transformer/cjs/storage.js') as {
  defaultMetadataStorage: TypeHints;
};

const texts = new Set<unknown>([String]);

/** What each rule of class-validator means in JSON Schema; a rule that is not here only shows in the answer 422. */
const meanings: Readonly<Record<string, (constraints: readonly unknown[]) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object' }),
  isArray: () => ({ type: 'array' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid', maxLength: 36 }),
  isIso8601: () => ({ type: 'string' }),
  isIn: ([values]) => ({ type: typeof (values as unknown[])[0], enum: values as unknown[] }),
  min: ([least]) => ({ minimum: least as number }),
  max: ([most]) => ({ maximum: most as number }),
  isLength: ([least, most]) => ({ minLength: least as number, maxLength: most as number }),
  minLength: ([least]) => ({ minLength: least as number }),
  maxLength: ([most]) => ({ maxLength: most as number }),
  arrayMinSize: ([least]) => ({ minItems: least as number }),
  arrayMaxSize: ([most]) => ({ maxItems: most as number }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
};

/** Describes what a class accepts by its class-validator rules; classes within it are added to `known` by their names. */
export function inputSchema(type: Type, known: Map<string, JsonSchema>): JsonSchema {
  const example = new type() as Record<string, unknown>;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  const described = describedFieldsOf(type);
  for (const [name, rules] of Map.groupBy(rulesOf(type), ({ propertyName }) => propertyName)) {
    const value = example[name];
    properties[name] = {
      ...propertySchema(type, name, rules, known),
      ...(value !== undefined && { default: value }),
      ...described[name],
    };
    if (value === undefined && !rules.some(({ type }) => type === 'conditionalValidation')) required.push(name);
  }
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ...(required.length > 0 && { required: required.toSorted() }),
    additionalProperties: false,
  };
}

/** A reference to the description of a class, which is made when it is not known yet. */
export function inputReference(type: Type, known: Map<string, JsonSchema>): JsonSchema {
  const name = type.name.replace(/Dto$/, 'Input');
  if (!known.has(name)) {
    known.set(name, {});
    const example = exampleOf(type);
    known.set(name, { ...inputSchema(type, known), ...(example && { examples: [example] }) });
  }
  return { $ref: `#/components/schemas/${name}` };
}

function rulesOf(type: Type): readonly Rule[] {
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
}

function propertySchema(type: Type, name: string, rules: readonly Rule[], known: Map<string, JsonSchema>): JsonSchema {
  const design: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
  const isList = design === Array;
  const own = meaningOf(rules.filter(({ each }) => !isList || !each));
  if (isList)
    return { ...own, items: withinOf(type, name, rules, known) ?? meaningOf(rules.filter(({ each }) => each)) };
  return withinOf(type, name, rules, known) ?? (isUntold(own, design) ? { ...own, type: 'string' } : own);
}

/** What several rules mean together. */
function meaningOf(rules: readonly Rule[]): JsonSchema {
  const told = rules.map(({ name, constraints }) => meanings[name ?? '']?.(constraints ?? []) ?? {});
  const schema = Object.assign({}, ...told) as JsonSchema;
  if (schema.type === 'integer') return withFormat(schema);
  const isFree = schema.type === 'string' && !schema.enum && !schema.format && schema.pattern === undefined;
  return isFree ? { ...schema, pattern: storable } : schema;
}

function isUntold({ type, enum: values }: JsonSchema, design: unknown): boolean {
  return type === undefined && values === undefined && texts.has(design);
}

/** The class of what a field holds, or of what the list in it holds. */
function withinOf(
  type: Type,
  name: string,
  rules: readonly Rule[],
  known: Map<string, JsonSchema>,
): JsonSchema | undefined {
  if (!rules.some((rule) => rule.type === 'nestedValidation')) return undefined;
  const design: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
  return inputReference((typeHints.findTypeMetadata(type, name)?.typeFunction() ?? design) as Type, known);
}
