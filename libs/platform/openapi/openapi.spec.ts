import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { buildSchema } from 'graphql';
import { z } from 'zod';
import { refusal } from '#platform/core';
import { OrCsv, PageQuery } from '#platform/http';
import { Authenticated, Public, Roles } from '#platform/security';
import { documentOf } from './document.js';
import { About, answer, Example, PathParameters, Refuses, Returns, Summary } from './index.js';

class LineDto {
  @IsInt() @Min(1) quantity!: number;
}

@Example({ email: 'ada@example.org' })
class OrderDto {
  @IsEmail() email!: string;
  @IsArray() @ArrayMaxSize(3) @ValidateNested({ each: true }) @Type(() => LineDto) lines!: LineDto[];
  @IsOptional() @Matches(/^[a-z]+$/) note?: string;
  @ValidateNested() @Type(() => LineDto) first!: LineDto;
}

class TeasQuery extends PageQuery {
  @IsOptional() @IsIn(['green', 'black']) kind?: string;
  @IsOptional() @Max(9) strength: number = 3;
}

@ObjectType('Tea')
class TeaType {
  @Field() name!: string;
}

class TeaIsOut extends refusal('teas.out', 'conflict', 'There is none left.') {}

const leaf = answer(
  'LeafStanding',
  z.object({ size: z.int().min(1).max(9), from: z.string().meta({ examples: ['Assam'] }) }),
);

@Controller('teas')
@About('What is drunk.')
@PathParameters({ name: { description: 'What it is called.' } })
class TeasController {
  @Get() @Public() @Returns(TeaType, 'page') list(@Query() query: TeasQuery) {
    return query;
  }

  @Get('sold') @Public() @Returns(TeaType, 'items') @OrCsv('sold.csv', () => ({ columns: ['name'], rows: [] })) sold() {
    return { items: [] };
  }

  @Get('leaves') @Public() @Returns(leaf, 'items') leaves() {
    return { items: [] };
  }

  @Get(':name') @Authenticated() @Summary('Taste a tea') @Returns(TeaType) one(@Param('name') name: string) {
    return name;
  }

  @Post(':name/orders') @HttpCode(202) @Roles('staff') @Refuses(TeaIsOut) order(@Body() body: OrderDto) {
    return body;
  }
}

const schema = buildSchema(`
  scalar DateTime
  enum Kind { GREEN }
  type Leaf { size: Int! }
  "A tea."
  type Tea { name: String!, pickedAt: DateTime, kind: Kind!, leaves: [Leaf!]!, version: Int! }
  type Query { tea: Tea }
`);
const document = documentOf([TeasController], schema);
const { schemas } = document.components as { schemas: Record<string, object> };

describe('the description of a route', () => {
  it('is OpenAPI 3.1 whose references all lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    for (const [, path] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = path!.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
      expect(found).toEqual(expect.any(Object));
    }
  });

  it('has its parameters, its status and who may use it', () => {
    expect(document.paths['/teas/{name}/orders']?.['post']).toMatchObject({
      operationId: 'Teas.order',
      description: 'For staff.',
      security: [{ bearer: [] }],
      parameters: [
        { name: 'name', in: 'path', required: true },
        {},
        { $ref: '#/components/parameters/IdempotencyKey' },
      ],
      responses: { 202: {}, default: { $ref: '#/components/responses/Problem' } },
    });
    expect(document.paths['/teas']?.['get']).toMatchObject({ security: [{}, { bearer: [] }] });
  });

  it('has CSV where that is offered, and that nothing else is', () => {
    expect(document.paths['/teas/sold']?.['get']).toMatchObject({
      responses: {
        200: { content: { 'application/json': {}, 'text/csv': { schema: { type: 'string' } } } },
        406: { content: { 'application/problem+json': { examples: { 'http.not-acceptable': {} } } } },
      },
    });
  });

  it('has the body by the rules that check it', () => {
    expect(schemas['OrderInput']).toEqual({
      type: 'object',
      additionalProperties: false,
      examples: [{ email: 'ada@example.org' }],
      required: ['email', 'first', 'lines'],
      properties: {
        email: { type: 'string', format: 'email' },
        first: { $ref: '#/components/schemas/LineInput' },
        lines: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/LineInput' } },
        note: { type: 'string', pattern: '^[a-z]+$' },
      },
    });
  });

  it('has the query by the rules that check it', () => {
    const { parameters } = document.paths['/teas']!['get'] as { parameters: { name?: string; schema?: object }[] };
    expect(parameters).toMatchObject([
      { name: 'after', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'kind', schema: { enum: ['green', 'black'] } },
      { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      { name: 'strength', schema: { maximum: 9, default: 3 } },
      {},
    ]);
  });

  it('has the answer as GraphQL types it', () => {
    expect(schemas['Tea']).toMatchObject({
      description: 'A tea.',
      required: ['name', 'kind', 'leaves'],
      properties: {
        pickedAt: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
        leaves: { type: 'array', items: { $ref: '#/components/schemas/Leaf' } },
      },
    });
    expect(schemas['Tea']).not.toMatchObject({ properties: { version: {} } });
    expect(document.paths['/teas']?.['get']).toMatchObject({
      responses: { 200: { content: { 'application/json': { schema: { required: ['items', 'next'] } } } } },
    });
  });

  it('has its problems by status, with their codes and an example of each', () => {
    const responses = (path: string, method: string) =>
      (
        document.paths[path]![method] as {
          responses: Record<string, { content: Record<string, { examples: object }> }>;
        }
      ).responses;
    const codes = (path: string, method: string) =>
      Object.entries(responses(path, method)).flatMap(([status, { content }]) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code) => `${status} ${code}`),
      );
    expect(codes('/teas/{name}/orders', 'post')).toEqual([
      '400 http.malformed-consistency-token',
      '400 http.malformed-json',
      '400 http.malformed-idempotency-key',
      '401 security.invalid-token',
      '401 security.sign-in-required',
      '403 security.not-allowed',
      '409 http.request-in-progress',
      '409 teas.out',
      '413 http.body-too-large',
      '415 http.unsupported-media-type',
      '422 http.invalid-input',
      '422 http.idempotency-key-reused',
      '500 http.internal-error',
      '503 http.not-yet-consistent',
      '503 http.draining',
    ]);
    expect(codes('/teas', 'get')).toEqual([
      '400 http.malformed-consistency-token',
      '400 http.malformed-cursor',
      '401 security.invalid-token',
      '422 http.invalid-input',
      '500 http.internal-error',
      '503 http.not-yet-consistent',
      '503 http.draining',
    ]);
    expect(document.components['examples']!['teas.out']).toMatchObject({
      value: { type: '/problems/teas.out', title: 'Out', status: 409, detail: 'There is none left.', code: 'teas.out' },
    });
  });

  it('says what it does, what it is about and what its parameters are', () => {
    expect(document.paths['/teas/{name}']?.['get']).toMatchObject({
      summary: 'Taste a tea',
      description: 'Taste a tea. For whoever is signed in.',
      parameters: [{ name: 'name', in: 'path', description: 'What it is called.', schema: { maxLength: 100 } }, {}],
    });
    expect(document.tags).toEqual([{ name: 'teas', description: 'What is drunk.' }]);
  });

  it('has the answers that are no types of GraphQL, open for more fields and with limits for all', () => {
    expect(document.paths['/teas/leaves']?.['get']).toMatchObject({
      responses: { 200: { content: { 'application/json': { example: { items: [{ size: 1, from: 'Assam' }] } } } } },
    });
    expect(schemas['LeafStanding']).toEqual({
      type: 'object',
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 9, format: 'int32' },
        from: { type: 'string', examples: ['Assam'], maxLength: 1_048_576, pattern: String.raw`^[^\u0000]*$` },
      },
      required: ['size', 'from'],
    });
  });

  it('is the same each time', () => expect(documentOf([TeasController], schema)).toEqual(document));
});
