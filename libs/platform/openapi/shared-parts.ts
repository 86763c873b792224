import { bounded, storable } from './bounds.js';
import type { JsonSchema } from './json-schema.js';

const code = 'orders.already-dispatched';

/** The body of every answer that is not a success. */
export const problem: JsonSchema = bounded({
  type: 'object',
  description: 'What went wrong (RFC 9457). `type` leads to an explanation of the code.',
  properties: {
    type: { type: 'string', format: 'uri-reference', examples: [`/problems/${code}`] },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', pattern: String.raw`^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$`, examples: [code] },
    correlationId: { type: 'string', format: 'uuid' },
    details: { type: 'object', description: 'What a program may want to know.' },
    errors: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' } },
        required: ['field', 'message', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'correlationId'],
});

const header = (name: string, description: string, schema: JsonSchema) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string', ...schema },
});

/** Headers that many routes take. */
export const parameters = {
  ConsistencyToken: header('Consistency-Token', 'From an earlier answer: this one then contains what was done there.', {
    maxLength: 4_000,
    pattern: storable,
    examples: ['orders:4711'],
  }),
  IfMatch: header('If-Match', 'The ETag of what is to be changed; if it has changed meanwhile, the answer is 412.', {
    maxLength: 100,
    pattern: storable,
    examples: ['"3"'],
  }),
  IdempotencyKey: header('Idempotency-Key', 'Makes it safe to send the request again: it runs once.', {
    minLength: 1,
    maxLength: 255,
    pattern: String.raw`^[\x21-\x7e]+$`,
    examples: ['4f1c1e1a-6f0b-4c0e-9d0a-3f1f5f0a7c11'],
  }),
};

/** What the API's description says of itself, whoever serves it. */
export const frame = {
  openapi: '3.1.0',
  info: {
    title: 'API',
    version: '1',
    description:
      'Everything that holds for all routes: problems are RFC 9457 with a stable code, every POST takes an `Idempotency-Key`, every command is answered with a `Consistency-Token` that queries take, and lists are paged by cursors.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  servers: [
    {
      url: '/',
      description: 'Where this document was found, be it local, staging or production.',
      'x-internal': false,
    },
  ],
};

export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token: a JWT of RFC 7519, signed with EdDSA and checked as the best practices of RFC8725 have it: the algorithm, the issuer, the audience and the times.',
  },
};
