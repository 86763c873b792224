import type { DynamicModule, Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { scraped } from '#platform/metrics';
import { StructuredLogger } from '#platform/observability';
import {
  assertEveryRouteDeclaresAccess,
  internalPublicKeys,
  InternalTokenVerifier,
  isBehindGateway,
} from '#platform/security';
import { type Clients, ServerTls } from '#platform/tls';
import { addCertificateCheck } from './certificate-check.js';
import { AnswerKeeper } from './idempotency/answer-keeper.js';
import { Intake } from './intake.js';
import { sendProblem } from './problem.filter.js';
import { addRequestHooks } from './request-hooks.js';
import { inFlight } from './request-watch.js';
import { ServedContexts } from './served-contexts.js';
import * as settings from './settings.js';

export interface HttpApplicationOptions {
  /** Whom it serves; left out, the processes of the system, which show a certificate where `INTERNAL_TLS_CA` is set. */
  readonly clients?: Clients;
}

/**
 * Makes the HTTP application of a process; it neither listens nor has run `init`. The root module must import
 * `HttpModule.forRoot(…)`. Its `close` waits for the requests in flight and lets no new one in. Throws when a route does not
 * say who may use it.
 */
export async function createHttpApplication(
  rootModule: Type | DynamicModule,
  options: HttpApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const tls = ServerTls.bySettings(options.clients ?? 'processes');
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter(tls), {
    logger: new StructuredLogger(),
    abortOnError: false,
    bodyParser: false,
  });
  assertEveryRouteDeclaresAccess(app.get(ModulesContainer));
  const fastify = app.getHttpAdapter().getInstance();
  const intake = app.get(Intake);
  fastify.removeContentTypeParser('text/plain');
  tls?.keepCurrent(fastify.server);
  if (tls?.asksForCertificates === true) addCertificateCheck(fastify, tls);
  addSecurityHeaders(fastify);
  addRequestHooks(fastify, intake, app.get(AnswerKeeper), knownProcesses(app.get(ServedContexts)));
  const forget = scraped('requests', () => [inFlight.at({}, intake.inFlight)]);
  fastify.addHook('preClose', async () => {
    intake.beginDrain();
    await intake.drained();
    tls?.endHandshakes();
  });
  fastify.addHook('onClose', (_instance, done) => {
    forget();
    done();
  });
  openToBrowsers(app);
  return app;
}

/** Made once: they are the same for every answer, and the plugin of Fastify makes them for each. */
function addSecurityHeaders(fastify: FastifyInstance): void {
  const protect = helmet();
  fastify.addHook('onRequest', (request, reply, done) =>
    protect(request.raw, reply.raw, (error) => done(error as Error)),
  );
}

function knownProcesses(contexts: ServedContexts): InternalTokenVerifier | undefined {
  const keys = internalPublicKeys.value;
  return keys && new InternalTokenVerifier(keys, contexts);
}

function adapter(tls: ServerTls | undefined): FastifyAdapter {
  return new FastifyAdapter({
    ...(tls && { https: tls.options }),
    bodyLimit: settings.bodyLimit.value,
    connectionTimeout: settings.connectionTimeout.value,
    requestTimeout: settings.requestTimeout.value,
    keepAliveTimeout: settings.keepAliveTimeout.value,
    trustProxy: trustedProxies(),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    return503OnClosing: false,
    // Nothing is at work by then. Node would wait for connections that have never carried a request.
    forceCloseConnections: true,
    frameworkErrors: sendProblem,
  });
}

// Nobody but a gateway gets an answer from a process behind one, so its X-Forwarded-… headers are believed.
function trustedProxies(): boolean | string[] {
  return isBehindGateway() || [...(settings.trustedProxies.value ?? [])];
}

function openToBrowsers(app: NestFastifyApplication): void {
  const origins = settings.corsOrigins.value;
  if (origins === undefined) return;
  const exposedHeaders = ['Consistency-Token', 'ETag', 'Idempotency-Replayed', 'Link', 'Location', 'Retry-After'];
  app.enableCors({ origin: [...origins], exposedHeaders: [...exposedHeaders, 'X-Correlation-Id'], maxAge: 600 });
}
