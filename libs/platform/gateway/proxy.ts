import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { clientOf, type Intake, NoSuchRoute, type OpenStreams, pathOf, sendProblem } from '#platform/http';
import type { InternalCaller, TokenVerifier } from '#platform/security';
import type { Breakers } from './breakers.js';
import { callerOf } from './caller-of.js';
import type { Forwarder, PassedAnswer } from './forwarder.js';
import { type Headers, headersInward, headersOutward } from './headers.js';
import type { Instances } from './instances.js';
import type { Load } from './load.js';
import { ContextUnavailable } from './refusals.js';
import type { Destination } from './route-table.js';
import type { Routes } from './routes.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came; the gateway does not look into it. */
    bodyAsSent: Buffer | undefined;
  }
}

export interface ProxyParts {
  readonly contexts: readonly string[];
  readonly instances: Instances;
  readonly routes: Routes;
  readonly forwarder: Forwarder;
  readonly breakers: Breakers;
  readonly load: Load;
  readonly tokens: TokenVerifier;
  readonly streams: OpenStreams;
  readonly intake: Intake;
}

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Passes every request on that the gateway does not answer itself. Bodies of requests are read first, at most
 * `HTTP_BODY_LIMIT` of them: so a request can be sent again, and a slow client keeps no context waiting. Answers are streamed.
 */
export function addProxy(fastify: FastifyInstance, parts: ProxyParts): void {
  void fastify.register((scope, _options, done) => {
    scope.decorateRequest('bodyAsSent', undefined);
    scope.setErrorHandler(sendProblem);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, parsed) => {
      request.bodyAsSent = body as Buffer;
      parsed(null, undefined);
    });
    scope.route({ method: methods, url: '/*', handler: (request, reply) => handle(request, reply, parts) });
    done();
  });
}

async function handle(request: FastifyRequest, reply: FastifyReply, parts: ProxyParts): Promise<FastifyReply> {
  const gone = new AbortController();
  reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
  try {
    const destination = find(request, parts);
    request.routeTemplate = destination.route.slice(destination.route.indexOf(' ') + 1);
    const leave = parts.load.enter(destination.context);
    reply.raw.once('close', leave);
    const answer = await pass(request, destination, gone.signal, parts);
    const { body } = answer;
    const isStream = isEventStream(answer) && !Buffer.isBuffer(body);
    if (isStream) leave();
    const sent = isStream ? streamed(body, request, reply, parts) : body;
    await reply.code(answer.status).headers(headersOutward(answer.headers)).send(sent);
  } catch (error) {
    if (!gone.signal.aborted) sendProblem(error, request, reply);
  }
  return reply;
}

/** While a context has never been seen, what it serves is not known: then "not now" is the honest answer to an unknown address. */
function find(request: FastifyRequest, { routes, instances, contexts }: ProxyParts): Destination {
  const destination = routes.find(request.method, pathOf(request));
  if (destination !== undefined && contexts.includes(destination.context)) return destination;
  if (destination === undefined && !contexts.every((context) => instances.hasSeen(context)))
    throw new ContextUnavailable();
  throw new NoSuchRoute();
}

async function pass(request: FastifyRequest, { context, route }: Destination, signal: AbortSignal, parts: ProxyParts) {
  const caller = await identify(request, parts.tokens);
  const { method, url, bodyAsSent: body } = request;
  const passage = { context, route, method, url, headers: inward(request), body, caller, signal };
  return parts.breakers.run(context, () => parts.forwarder.pass(passage));
}

/** Who asks, noted for the access log as well. */
export async function identify(request: FastifyRequest, tokens: TokenVerifier): Promise<InternalCaller> {
  const caller = await callerOf(request.headers.authorization, tokens);
  if (caller.principal !== undefined) Object.assign(request.execution!, { principal: caller.principal });
  return caller;
}

/** The headers with which a request goes on. */
export function inward(request: FastifyRequest): Headers {
  const { headers, execution, ip, host, protocol } = request;
  return {
    ...headersInward(headers),
    'x-correlation-id': execution!.correlationId,
    traceparent: execution!.traceparent!,
    'x-forwarded-for': ip,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol,
  };
}

function isEventStream({ headers }: PassedAnswer): boolean {
  return String(headers['content-type'] ?? '').startsWith('text/event-stream');
}

/** Events that end when the gateway begins to stop; the client then asks for them again, elsewhere. Throws `TooManyStreams`. */
function streamed(events: Readable, request: FastifyRequest, reply: FastifyReply, parts: ProxyParts): Readable {
  const { drainBegun } = parts.intake;
  const sent = new PassThrough();
  sent.on('error', () => {});
  events.on('error', (error) => drainBegun.aborted || sent.destroy(error));
  try {
    reply.raw.once('close', parts.streams.enter(clientOf(request)));
  } catch (error) {
    events.destroy();
    throw error;
  }
  const end = () => {
    events.unpipe(sent).destroy();
    sent.end();
  };
  drainBegun.addEventListener('abort', end, { once: true });
  sent.once('close', () => {
    drainBegun.removeEventListener('abort', end);
    events.destroy();
  });
  events.pipe(sent);
  if (drainBegun.aborted) end();
  return sent;
}
