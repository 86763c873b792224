import type { RefusalDefinition } from '#platform/core';
import {
  BodyTooLarge,
  Draining,
  IdempotencyKeyReused,
  InternalError,
  InvalidInput,
  MalformedConsistencyToken,
  MalformedCursor,
  MalformedIdempotencyKey,
  MalformedIfMatch,
  MalformedJson,
  NotAcceptable,
  NotYetConsistent,
  PageQuery,
  problemMediaType,
  RequestInProgress,
  statusOfDefinition,
  titleOf,
  UnsupportedMediaType,
} from '#platform/http';
import { InvalidToken, NotAllowed, SignInRequired } from '#platform/security';
import { isConditional, type Operation } from './operations.js';

const schema = { $ref: '#/components/schemas/Problem' };

/** The problems that a route may answer with, by status, each with its code and an example. Examples are added to those known. */
export function problemAnswers(operation: Operation, examples: Map<string, object>): Readonly<Record<string, object>> {
  const definitions = new Set([...followingFrom(operation), ...operation.refusals]);
  const byStatus = Map.groupBy(definitions, statusOfDefinition);
  return Object.fromEntries([...byStatus].map(([status, ofStatus]) => [status, answer(ofStatus, examples)]));
}

/** What a route can refuse because of who may use it and what it takes. */
function followingFrom(operation: Operation): readonly RefusalDefinition[] {
  const { access, method, path, body, query, offersCsv } = operation;
  const possible = [
    MalformedConsistencyToken,
    access !== 'anonymous' && InvalidToken,
    (access === 'authenticated' || typeof access === 'object') && SignInRequired,
    typeof access === 'object' && NotAllowed,
    body !== undefined && MalformedJson,
    body !== undefined && BodyTooLarge,
    body !== undefined && UnsupportedMediaType,
    method === 'post' && MalformedIdempotencyKey,
    isConditional(operation) && MalformedIfMatch,
    isPaged(query) && MalformedCursor,
    (body !== undefined || query !== undefined || path.includes('{')) && InvalidInput,
    offersCsv && NotAcceptable,
    method === 'post' && RequestInProgress,
    method === 'post' && IdempotencyKeyReused,
    NotYetConsistent,
    Draining,
    InternalError,
  ];
  return possible.flatMap((refusal) => (refusal === false ? [] : [refusal.definition]));
}

function isPaged(query: Operation['query']): boolean {
  return query === PageQuery || query?.prototype instanceof PageQuery;
}

function answer(definitions: readonly RefusalDefinition[], examples: Map<string, object>): object {
  for (const definition of definitions) examples.set(definition.code, exampleOf(definition));
  const references = definitions.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }]);
  return {
    description: definitions.map(({ code, sentence }) => `\`${code}\`: ${sentence}`).join('\n\n'),
    content: { [problemMediaType]: { schema, examples: Object.fromEntries(references) as object } },
  };
}

function exampleOf(definition: RefusalDefinition): object {
  const { code, sentence } = definition;
  const value = {
    type: `/problems/${code}`,
    title: titleOf(code),
    status: statusOfDefinition(definition),
    detail: sentence,
    instance: '/the/path/that/was/asked',
    code,
    correlationId: '01990000-0000-7000-8000-000000000000',
  };
  return { summary: titleOf(code), value };
}
