import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatConsistency, furthest } from '#platform/core';
import { type Execution, runIn, newId } from '#platform/execution';
import { logger, parseTraceparent } from '#platform/observability';
import { internalTokenHeader, type InternalTokenVerifier } from '#platform/security';
import { descriptionPath } from './description/description.js';
import { matchesEntityTag } from './entity-tag.js';
import type { AnswerKeeper, KeyedRequest } from './idempotency/answer-keeper.js';
import type { Intake } from './intake.js';
import { metricsPath } from './metrics.controller.js';
import { Page } from './paging.js';
import { pathOf } from './problem.filter.js';
import { Draining } from './refusals.js';
import { requestsRefused, type Traced, watch } from './request-watch.js';
import { accessLog } from './settings.js';
import { refuseUnstorable } from './validation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined only for requests that failed before any hook ran. */
    execution: Execution | undefined;
    /** What an idempotency key made of this request. */
    keyed: KeyedRequest | undefined;
    /** The route of whoever answers in the end, where this process only passes the request on. */
    routeTemplate: string | undefined;
  }
}

/** On an answer that says: nothing was done, any other process may be asked. */
export const notBegunHeader = 'request-not-begun';

const log = logger('http');
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** What happens to every request around Nest's guards, pipes and handlers. */
export function addRequestHooks(
  fastify: FastifyInstance,
  intake: Intake,
  answers: AnswerKeeper,
  processes?: InternalTokenVerifier,
): void {
  fastify.decorateRequest('execution', undefined);
  fastify.decorateRequest('keyed', undefined);
  fastify.decorateRequest('routeTemplate', undefined);

  fastify.addHook('onRequest', (request, reply, done) => {
    intake.enter();
    reply.raw.once('close', () => intake.leave());
    const execution = begin(request, watch(request, reply));
    request.execution = execution;
    reply.header('x-correlation-id', execution.correlationId);
    if (intake.isDraining && !tellsOfItself(request)) return turnAway(reply, done);
    if (processes === undefined || isForOperators(request)) return runIn(execution, done);
    return void admit(request, processes).then(() => runIn(execution, done), done);
  });

  // The body arrived in events of the socket, which belong to no execution: step into it again.
  fastify.addHook('preValidation', (request, _reply, done) => {
    refuseUnstorable(request.params);
    refuseUnstorable(request.query);
    refuseUnstorable(request.body);
    if (request.execution === undefined) done();
    else runIn(request.execution, done);
  });

  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (payload instanceof Page && payload.next !== null) reply.header('link', payload.linkFrom(request.url));
    done(null, payload);
  });

  fastify.addHook('onSend', (request, reply, payload, done) => {
    noteReceipts(request, reply);
    if (isUnchanged(request, reply)) return done(null, shortened(reply));
    if (request.keyed === undefined) return done(null, payload);
    return void answers.settle(request.keyed, reply, payload).finally(() => done(null, payload));
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    if (!isForOperators(request)) writeAccessLog(request, reply);
    done();
  });
}

function begin({ headers }: FastifyRequest, traced: Traced): Execution {
  const given = headers['x-correlation-id'];
  return {
    correlationId: typeof given === 'string' && uuid.test(given) ? given.toLowerCase() : newId(),
    ...traced,
    receipts: [],
  };
}

/** Behind a gateway its word counts, and nothing else that may have come from outside. */
async function admit(request: FastifyRequest, processes: InternalTokenVerifier): Promise<void> {
  const { headers } = request;
  const word = headers[internalTokenHeader];
  delete headers[internalTokenHeader];
  delete headers.authorization;
  Object.assign(request.execution!, await processes.verify(word));
}

function turnAway(reply: FastifyReply, done: (error: Error) => void): void {
  requestsRefused.of({ reason: 'draining' }).add();
  reply.header('connection', 'close');
  reply.header(notBegunHeader, '?1');
  done(new Draining());
}

/** What others have to know while the process drains: that it does. */
function tellsOfItself(request: FastifyRequest): boolean {
  return isForOperators(request) || request.url === descriptionPath;
}

/** What probes and Prometheus ask each process itself; they are none of the system's processes. */
function isForOperators(request: FastifyRequest): boolean {
  return request.url.startsWith('/health/') || pathOf(request) === metricsPath;
}

function noteReceipts({ execution }: FastifyRequest, reply: FastifyReply): void {
  const receipts = execution?.receipts.filter(({ position }) => position > 0) ?? [];
  if (receipts.length > 0) reply.header('consistency-token', formatConsistency(furthest(receipts)));
}

function isUnchanged({ method, headers }: FastifyRequest, reply: FastifyReply): boolean {
  if (method !== 'GET' || reply.statusCode !== 200) return false;
  const [asked, tag] = [headers['if-none-match'], reply.getHeader('etag')];
  return asked !== undefined && typeof tag === 'string' && matchesEntityTag(asked, tag);
}

function shortened(reply: FastifyReply): null {
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return null;
}

function writeAccessLog(request: FastifyRequest, reply: FastifyReply): void {
  const status = reply.statusCode;
  const isFailure = status >= 500 && reply.getHeader(notBegunHeader) === undefined;
  const level = isFailure ? 'warn' : status >= 400 ? 'info' : accessLog.value;
  log[level](`${request.method} ${pathOf(request)} ${status}`, {
    method: request.method,
    route: request.routeOptions.url,
    status,
    milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    correlationId: request.execution?.correlationId,
    traceId: parseTraceparent(request.execution?.traceparent)?.traceId,
    caller: request.execution?.principal?.id,
  });
}
