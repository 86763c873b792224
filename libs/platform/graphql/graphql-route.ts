import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { currentExecution } from '#platform/execution';
import { type Intake, MalformedJson, type OpenStreams, refusalFor, statusOf } from '#platform/http';
import { toAnswer } from './errors.js';
import { streamTo } from './event-stream.js';
import { explorer, explorerPolicy } from './explorer.js';
import { watchOperations } from './operation-watch.js';
import type { GraphqlContext } from './graphql-context.js';
import { Places, tellPlaces } from './places.js';
import { errorCodes, limits, takeParsed } from './plugins.js';

export interface GraphqlRoute {
  /** The schema, or what answers with the present one; it may throw a refusal while there is none. */
  readonly schema: GraphQLSchema | (() => GraphQLSchema);
  readonly path: string;
  readonly intake: Intake;
  readonly streams: OpenStreams;
  /** What else takes part in an operation, such as another way to execute it. */
  readonly plugins?: readonly Plugin<GraphqlContext>[];
}

type Yoga = ReturnType<typeof createYoga<GraphqlContext>>;

/** Serves a schema on Fastify, with the limits and the error codes of the platform. */
export function serveGraphql(fastify: FastifyInstance, route: GraphqlRoute): void {
  const yoga = yogaFor(route);
  // Not awaited: that would load the server before Nest has told it what to do with errors.
  void fastify.register((routes: FastifyInstance, _: object, done: () => void) => {
    routes.decorateRequest('asked', undefined);
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('application/json', { parseAs: 'string' }, keepJson);
    routes.route({
      method: ['GET', 'POST'],
      url: route.path,
      errorHandler: answerError,
      handler: (request, reply) => answer(yoga, request, reply, route),
    });
    done();
  });
}

async function answer(
  yoga: Yoga,
  request: FastifyRequest,
  reply: FastifyReply,
  { intake, streams }: GraphqlRoute,
): Promise<FastifyReply> {
  const places = new Places();
  const response = await yoga.fetch(new URL(request.url, 'http://localhost').href, requestInit(request), {
    req: request,
    reply,
    places,
  });
  const type = response.headers.get('content-type') ?? '';
  const isStream = type.startsWith('text/event-stream');
  const body = isStream ? streamTo(request, reply, response.body!, places, intake, streams) : await response.text();
  reply.code(response.status);
  response.headers.forEach((value, name) => {
    if (name !== 'connection' && name !== 'content-encoding') reply.header(name, value);
  });
  if (type.startsWith('text/html')) reply.header('content-security-policy', explorerPolicy);
  if (!isStream) reply.header('cache-control', 'no-store');
  return reply.send(body);
}

function yogaFor({ schema, path, plugins = [] }: GraphqlRoute): Yoga {
  return createYoga<GraphqlContext>({
    schema,
    graphqlEndpoint: path,
    logging: false,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    // Fastify has let no larger one in; Yoga would send each through a stream to count it once more.
    maxRequestBodySize: false,
    healthCheckEndpoint: '/graphql/live',
    ...explorer(),
    maskedErrors: { maskError: (error) => toAnswer(error, currentExecution()?.correlationId) },
    plugins: [takeParsed(), limits(), errorCodes(), tellPlaces(), ...plugins, watchOperations()],
  });
}

/** Leaves the body to Yoga, parsed, but refuses here what is no JSON: over REST it is refused so as well. */
function keepJson(
  request: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  try {
    const parsed: unknown = JSON.parse(String(body));
    if (typeof parsed === 'object' && parsed !== null) request.asked = parsed;
    done(null, body);
  } catch {
    done(new MalformedJson());
  }
}

function requestInit({ method, headers, body }: FastifyRequest): RequestInit {
  const names = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return { method, headers: names, ...(method !== 'GET' && { body: (body as string | undefined) ?? '' }) };
}

/** Answers what went wrong before Yoga was asked, in the shape of GraphQL. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toAnswer(error, request.execution?.correlationId);
  const status = statusOf(refusalFor(error));
  void reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [answer] }));
}
