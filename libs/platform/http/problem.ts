import { HttpException } from '@nestjs/common';
import { Refusal, type RefusalDefinition, type RefusalKind } from '#platform/core';
import { isPassing } from '#platform/database';
import { NotAllowed, SignInRequired } from '#platform/security';
import * as refusals from './refusals.js';

/** The body of every answer that is not a success: RFC 9457, with our members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly correlationId: string;
  readonly errors?: readonly refusals.FieldError[];
  readonly details?: Readonly<Record<string, unknown>>;
}

export const problemMediaType = 'application/problem+json';

const statusOfKind: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
};

// HTTP has a number of its own for these.
const statusOfCode: Readonly<Record<string, number>> = {
  [refusals.NotAcceptable.definition.code]: 406,
  [refusals.BodyTooLarge.definition.code]: 413,
  [refusals.UriTooLong.definition.code]: 414,
  [refusals.UnsupportedMediaType.definition.code]: 415,
  [refusals.InternalError.definition.code]: 500,
  [refusals.AnswerLost.definition.code]: 502,
  [refusals.AnswerLate.definition.code]: 504,
};

const refusalOfStatus: Readonly<Record<number, new () => Refusal>> = {
  401: SignInRequired,
  403: NotAllowed,
  404: refusals.NoSuchRoute,
  413: refusals.BodyTooLarge,
  414: refusals.UriTooLong,
  415: refusals.UnsupportedMediaType,
  429: refusals.TooManyRequests,
  503: refusals.Unavailable,
};

/**
 * What an error means to the caller: itself when it is a refusal, the fitting one of ours when HTTP threw it, `Unavailable`
 * when the database was away, else `InternalError`.
 */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const status = statusThrown(error);
  if (status === undefined) return isPassing(error) ? new refusals.Unavailable() : new refusals.InternalError();
  const known = refusalOfStatus[status];
  if (known !== undefined) return new known();
  if (status >= 500) return new refusals.InternalError();
  return status === 400 && isAboutJson(error) ? new refusals.MalformedJson() : new refusals.MalformedRequest();
}

export function statusOf(refusal: Refusal): number {
  return statusOfDefinition(refusal.definition);
}

export function statusOfDefinition({ code, kind }: RefusalDefinition): number {
  return statusOfCode[code] ?? statusOfKind[kind];
}

/** Headers that belong to a refusal. A refusal that knows better than one second says so in its details: `retryAfter`, in seconds. */
export function headersOf(refusal: Refusal): Readonly<Record<string, string>> {
  if (refusal.kind === 'unauthenticated') {
    const invalid = refusal.code === 'security.invalid-token';
    return { 'www-authenticate': invalid ? 'Bearer error="invalid_token"' : 'Bearer' };
  }
  const { retryAfter = statusOf(refusal) === 503 ? 1 : undefined } = refusal.details as { retryAfter?: number };
  if (retryAfter === undefined) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) };
}

export function problemOf(refusal: Refusal, instance: string, correlationId: string): Problem {
  return {
    type: `/problems/${refusal.code}`,
    title: titleOf(refusal.code),
    status: statusOf(refusal),
    detail: refusal.message,
    instance,
    code: refusal.code,
    correlationId,
    ...(refusal instanceof refusals.InvalidInput && { errors: refusal.errors }),
    ...(Object.keys(refusal.details).length > 0 && { details: refusal.details }),
  };
}

/** `orders.already-dispatched` → `Already dispatched`. */
export function titleOf(code: string): string {
  const words = code.slice(code.lastIndexOf('.') + 1).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function statusThrown(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { name, statusCode } = error as { name?: string; statusCode?: number };
  return name === 'FastifyError' ? statusCode : undefined;
}

function isAboutJson(error: unknown): boolean {
  const cause: unknown = (error as Error).cause ?? error;
  return cause instanceof SyntaxError || String((cause as { code?: string }).code).includes('JSON_BODY');
}
