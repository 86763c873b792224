import { SetMetadata, type Type } from '@nestjs/common';
import type { AnswerSchema } from './answer-schema.js';

/** How a route answers with a type: with one, with a page of them, with all of them as items, or with events whose data it is. */
export type Shape = 'one' | 'page' | 'items' | 'events';

/** What a route answers with. */
export interface Returned {
  readonly type: Type | AnswerSchema;
  readonly shape: Shape;
  /** Where it is not the usual one. */
  readonly mediaType: string | undefined;
}

export const returnsMetadata = 'tearline:returns';

/**
 * Says in the API's description what a route answers with: an object type of GraphQL, so that a type is described once,
 * or a shape of its own. It changes nothing of the answer.
 *
 * @example
 * @Get()
 * @Returns(Order, 'page')
 * list() {}
 */
export const Returns = (type: Type | AnswerSchema, shape: Shape = 'one', mediaType?: string) =>
  SetMetadata<string, Returned>(returnsMetadata, { type, shape, mediaType });
