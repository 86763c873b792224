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
import { refusal } from '#platform/core';
import { OrCsv, PageQuery } from '#platform/http';
import { Authenticated, Public, Roles } from '#platform/security';
import { documentOf } from './document.js';
import { Example, Refuses, Returns } from './index.js';

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

@Controller('teas')
class TeasController {
  @Get() @Public() @Returns(TeaType, 'page') list(@Query() query: TeasQuery) {
    return query;
  }

  @Get('sold') @Public() @Returns(TeaType, 'items') @OrCsv('sold.csv', () => ({ columns: ['name'], rows: [] })) sold() {
    return { items: [] };
  }

  @Get(':name') @Authenticated() @Returns(TeaType) one(@Param('name') name: string) {
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
      '400 http.malformed-json',
      '401 security.invalid-token',
      '401 security.sign-in-required',
      '403 security.not-allowed',
      '409 http.request-in-progress',
      '409 teas.out',
      '422 http.invalid-input',
      '422 http.idempotency-key-reused',
      '503 http.not-yet-consistent',
    ]);
    expect(codes('/teas', 'get')).toEqual([
      '400 http.malformed-cursor',
      '401 security.invalid-token',
      '422 http.invalid-input',
      '503 http.not-yet-consistent',
    ]);
    expect(document.components['examples']!['teas.out']).toMatchObject({
      value: { type: '/problems/teas.out', title: 'Out', status: 409, detail: 'There is none left.', code: 'teas.out' },
    });
  });

  it('is the same each time', () => expect(documentOf([TeasController], schema)).toEqual(document));
});
