import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { exampleOf } from './example.js';
import type { JsonSchema } from './json-schema.js';

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
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isIso8601: () => ({ type: 'string', description: 'ISO 8601' }),
  isIn: ([values]) => ({ enum: values as unknown[] }),
  min: ([least]) => ({ minimum: least as number }),
  max: ([most]) => ({ maximum: most as number }),
  isLength: ([least, most]) => ({ minLength: least as number, maxLength: most as number }),
  minLength: ([least]) => ({ minLength: least as number }),
  maxLength: ([most]) => ({ maxLength: most as number }),
  arrayMinSize: ([least]) => ({ minItems: least as number }),
  arrayMaxSize: ([most]) => ({ maxItems: most as number }),
  matches: ([pattern]) => ({ pattern: (pattern as RegExp).source }),
};

/** Describes what a class accepts by its class-validator rules; classes within it are added to `known` by their names. */
export function inputSchema(type: Type, known: Map<string, JsonSchema>): JsonSchema {
  const example = new type() as Record<string, unknown>;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, rules] of Map.groupBy(rulesOf(type), ({ propertyName }) => propertyName)) {
    const value = example[name];
    properties[name] = { ...propertySchema(type, name, rules, known), ...(value !== undefined && { default: value }) };
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
  const nested = rules.find((rule) => rule.type === 'nestedValidation');
  const own = Object.assign(
    {},
    ...rules.map((rule) => meanings[rule.name ?? '']?.(rule.constraints ?? []) ?? {}),
  ) as JsonSchema;
  const design: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
  if (nested === undefined)
    return own.type === undefined && texts.has(design) && !own.enum ? { type: 'string', ...own } : own;
  const within = inputReference((typeHints.findTypeMetadata(type, name)?.typeFunction() ?? design) as Type, known);
  return design === Array ? { ...own, items: within } : within;
}
