import type { JsonSchema } from './json-schema.js';

type Schemas = ReadonlyMap<string, JsonSchema>;

const texts: Readonly<Record<string, string>> = {
  uuid: '01990000-0000-7000-8000-000000000000',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'ada@example.org',
};

/** An answer as it may look: by the examples that the parts of its description carry, and where they carry none by their types. */
export function exampleFrom(schema: JsonSchema, known: Schemas, name = 'text'): unknown {
  if (schema.examples !== undefined) return schema.examples[0];
  if (schema.$ref !== undefined) return exampleFrom(known.get(schema.$ref.split('/').at(-1)!)!, known, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf !== undefined) return exampleFrom(schema.anyOf[0]!, known, name);
  if (schema.enum !== undefined) return schema.enum[0];
  return exampleOfType(schema, known, name);
}

function exampleOfType(schema: JsonSchema, known: Schemas, name: string): unknown {
  const { type, properties = {}, items, minimum = 0, minItems = 1 } = schema;
  const [first] = [type].flat();
  if (first === 'object') {
    const fields = Object.entries(properties);
    return Object.fromEntries(fields.map(([field, within]) => [field, exampleFrom(within, known, field)]));
  }
  if (first === 'array')
    return items === undefined ? [] : Array.from({ length: minItems }, () => exampleFrom(items, known, name));
  if (first === 'integer' || first === 'number') return Math.max(1, minimum);
  if (first === 'boolean') return true;
  if (first === 'null') return null;
  return texts[schema.format ?? ''] ?? (name.endsWith('Id') ? texts['uuid'] : name);
}
