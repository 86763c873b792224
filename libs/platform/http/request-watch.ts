import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Execution } from '#platform/execution';
import { counter, durations, gauge, histogram } from '#platform/metrics';
import { beginSpan, nextTraceparent, parseTraceparent, SpanKind } from '#platform/observability';

const duration = histogram(
  'tearline_http_request_duration_seconds',
  'How long requests took, from their headers to the end of the answer, or to the moment the client went away',
  ['method', 'route', 'status'],
  durations,
);

/** Requests turned away before anything was done for them. */
export const requestsRefused = counter(
  'tearline_http_requests_refused_total',
  'Requests turned away unread, because the process was stopping or had too many at work',
  ['reason'],
);

export const inFlight = gauge('tearline_http_requests_in_flight', 'Requests let in and not answered yet');

/** The `traceparent` with which a request's work begins. */
export type Traced = Pick<Execution, 'traceparent'>;

/**
 * Measures a request to its end, and gives it its place in a trace: below the span that the caller names, when he names one.
 * Fastify knows the route by now, so what is recorded is `/orders/:orderId` and never an address.
 */
export function watch(request: FastifyRequest, reply: FastifyReply): Traced {
  const begun = performance.now();
  const { method, headers } = request;
  const given = headers['traceparent'] as string | undefined;
  const parent = parseTraceparent(given) && given;
  const span = beginSpan(`${method} ${routeOf(request)}`, parent, {
    kind: SpanKind.SERVER,
    attributes: { 'http.request.method': method, 'http.route': routeOf(request) },
  });
  reply.raw.once('close', () => {
    const { statusCode } = reply;
    const route = routeOf(request);
    duration.of({ method, route, status: `${Math.trunc(statusCode / 100)}xx` }).recordSince(begun);
    span.set({ 'http.response.status_code': statusCode, 'http.route': route });
    span.end(statusCode >= 500 ? new Error(`Answered ${statusCode}`) : undefined);
  });
  return { traceparent: span.traceparent ?? nextTraceparent(parent) };
}

function routeOf({ routeTemplate, routeOptions }: FastifyRequest): string {
  return routeTemplate ?? routeOptions.url ?? 'none';
}
