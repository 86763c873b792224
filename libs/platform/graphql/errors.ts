import { newId } from '#platform/execution';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { Refusal } from '#platform/core';
import { InternalError, InvalidInput, refusalFor } from '#platform/http';
import { logger } from '#platform/observability';
import { InvalidOperation } from './refusals.js';
import { isExplorable } from './settings.js';

const log = logger('graphql');
const answered = new WeakSet<Error>();

/** The extensions of every error: the same code, kind and members that a problem has over REST. */
export interface ErrorExtensions {
  readonly code: string;
  readonly kind: string;
  readonly correlationId: string;
  readonly errors?: InvalidInput['errors'];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What an error means to the caller, as GraphQL answers it. What nobody expected is logged, and told to nobody. */
export function toAnswer(error: unknown, correlationId: string = newId()): GraphQLError {
  if (error instanceof GraphQLError && answered.has(error)) return error;
  const cause = causeOf(error);
  const answer =
    cause instanceof GraphQLError ? ofCaller(cause, correlationId) : ofRefusal(cause, error, correlationId);
  answered.add(answer);
  return answer;
}

/** An error that another process has answered with: it has its code already. */
export function answeredElsewhere(message: string, options: GraphQLErrorOptions): GraphQLError {
  const error = new GraphQLError(message, options);
  answered.add(error);
  return error;
}

/** Errors of GraphQL itself say what is wrong with the operation; those around another error only say where. */
export function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

function ofCaller(error: GraphQLError, correlationId: string): GraphQLError {
  const { code, kind } = InvalidOperation.definition;
  const message = isExplorable() ? error.message : error.message.replace(/ Did you mean .*\?$/s, '');
  return located(message, error, { code, kind, correlationId });
}

function ofRefusal(cause: unknown, error: unknown, correlationId: string): GraphQLError {
  const refusal = refusalFor(cause);
  if (refusal instanceof InternalError && refusal !== cause) {
    const path = error instanceof GraphQLError ? error.path?.join('.') : undefined;
    log.error('A GraphQL field failed.', { correlationId, path, error: cause });
  }
  return located(refusal.message, error, extensionsOf(refusal, correlationId));
}

/** The extensions of a refusal. */
export function extensionsOf(refusal: Refusal, correlationId: string): ErrorExtensions {
  const { code, kind, details } = refusal;
  return {
    code,
    kind,
    correlationId,
    ...(refusal instanceof InvalidInput && { errors: refusal.errors }),
    ...(Object.keys(details).length > 0 && { details }),
  };
}

function located(message: string, error: unknown, extensions: ErrorExtensions): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions: { ...extensions } });
  const { nodes = null, source = null, positions = null, path = null } = error;
  const { http } = error.extensions;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...extensions, ...(http && { http }) },
  });
}
