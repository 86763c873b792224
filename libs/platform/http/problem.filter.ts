import { newId } from '#platform/execution';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { logger } from '#platform/observability';
import { headersOf, problemMediaType, problemOf, refusalFor } from './problem.js';
import { InternalError, Unavailable } from './refusals.js';

const log = logger('http');

/** The one place where errors become HTTP answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers with the problem that an error means. What nobody expected is logged, and told to nobody. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalFor(error);
  const correlationId = request.execution?.correlationId ?? newId();
  if (refusal !== error) {
    const about = { correlationId, method: request.method, path: pathOf(request), error };
    if (refusal instanceof InternalError) log.error('A request failed.', about);
    if (refusal instanceof Unavailable) log.warn('A request came while the database was away.', about);
  }
  if (reply.sent || reply.raw.headersSent) return;
  const problem = problemOf(refusal, pathOf(request), correlationId);
  void reply.code(problem.status).headers(headersOf(refusal)).type(problemMediaType).send(JSON.stringify(problem));
}

/** The path a request asked for, without its query, which may hold personal data. */
export function pathOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?');
  return end < 0 ? request.url : request.url.slice(0, end);
}
