import { z } from 'zod';
import { bounded } from './bounds.js';
import type { JsonSchema } from './json-schema.js';

/** The shape of an answer that is no type of GraphQL. */
export class AnswerSchema {
  constructor(
    /** Of the component that describes it. */
    readonly name: string,
    readonly schema: z.ZodType,
  ) {}
}

/**
 * Names the shape of an answer. Shapes within it that have an `id` of their own become components as well.
 *
 * @example
 * const Heard = answer('Heard', z.object({ context: z.string().meta({ examples: ['orders'] }) }));
 */
export const answer = (name: string, schema: z.ZodType) => new AnswerSchema(name, schema);

interface Converted extends JsonSchema {
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** A reference to the description of an answer, which is made when it is not known yet. */
export function answerReference({ name, schema }: AnswerSchema, known: Map<string, JsonSchema>): JsonSchema {
  if (!known.has(name)) {
    const { $defs = {}, ...own } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Converted;
    for (const [id, within] of Object.entries({ ...$defs, [name]: own })) known.set(id, bounded(opened(within)));
  }
  return { $ref: `#/components/schemas/${name}` };
}

/** Fields may be added to an answer at any time; components lie where OpenAPI has them. */
function opened(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => (isLeftOut(key, value) ? undefined : value));
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

function isLeftOut(key: string, value: unknown): boolean {
  if (key === 'additionalProperties') return isOpen(value);
  return key === '$schema' || key === 'propertyNames' || (key === 'id' && typeof value === 'string');
}

function isOpen(value: unknown): boolean {
  return typeof value === 'boolean' || Object.keys(value as object).length === 0;
}
