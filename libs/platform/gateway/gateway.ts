import { type DynamicModule, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RefusalDefinition } from '#platform/core';
import { graphqlPath, serveGraphql } from '#platform/graphql';
import {
  ConsistencyGate,
  createHttpApplication,
  HealthChecks,
  HttpModule,
  Intake,
  OpenStreams,
  ProblemCatalogue,
  ReachableContexts,
} from '#platform/http';
import { scraped } from '#platform/metrics';
import { DocsController, OpenApi } from '#platform/openapi';
import type { Addresses } from '#platform/registry';
import { InternalTokenIssuer, TokenKeys, TokenVerifier } from '#platform/security';
import { internalAgent } from '#platform/internal-agent';
import type { JWK } from 'jose';
import { Breakers } from './breakers.js';
import { ContextTokenKeys } from './context-token-keys.js';
import { Forwarder } from './forwarder.js';
import { gatewaySamples } from './gateway-samples.js';
import { JoinedGraphql } from './graphql/joined-graphql.js';
import { ForwardingSender } from './graphql/part-sender.js';
import { Instances } from './instances.js';
import { JoinedOpenApi } from './joined-openapi.js';
import { Load } from './load.js';
import { addProxy } from './proxy.js';
import { Routes } from './routes.js';

export interface GatewayOptions {
  /** The contexts of the system. Each is some process's, wherever it is. */
  readonly contexts: readonly string[];
  readonly addresses: Addresses;
  /** With which the gateway vouches for callers; the id of the key is `gateway` or begins with `gateway-`. */
  readonly privateKey: JWK;
}

/** How long a start waits for contexts that do not answer before the gateway serves without them, in milliseconds. */
const patience = 15_000;

/** A gateway, ready to listen: `close` on the application stops everything that belongs to it. For tests as well. */
export async function startGateway({
  contexts,
  addresses,
  privateKey,
}: GatewayOptions): Promise<NestFastifyApplication> {
  const dispatcher = internalAgent({ timeout: 2_000, nameOf: (origin) => addresses.nameOf(origin) });
  const tokens = new InternalTokenIssuer(privateKey);
  const instances = new Instances({ contexts, addresses, tokens, dispatcher });
  const routes = new Routes(instances);
  const breakers = new Breakers();
  const app = await createHttpApplication(
    rootOf(new ContextTokenKeys(routes, instances, tokens, dispatcher), new JoinedOpenApi(routes)),
    { clients: 'anybody' },
  );
  for (const context of contexts) app.get(ReachableContexts).add(context);
  const catalogue = app.get(ProblemCatalogue);
  instances.onChange(() => {
    for (const { problems } of routes.descriptions) catalogue.learn(problems as RefusalDefinition[]);
    for (const context of contexts) if (instances.of(context).some(({ isUp }) => isUp)) breakers.close(context);
  });
  const forwarder = new Forwarder(instances, tokens, dispatcher);
  const fastify = app.getHttpAdapter().getInstance();
  const [streams, intake] = [app.get(OpenStreams), app.get(Intake)];
  const verifier = app.get(TokenVerifier);
  const parts = {
    contexts,
    instances,
    routes,
    forwarder,
    breakers,
    load: new Load(),
    tokens: verifier,
    streams,
    intake,
  };
  const graphql = new JoinedGraphql(routes, instances, contexts, new ForwardingSender(parts));
  serveGraphql(fastify, {
    schema: () => graphql.schema,
    path: graphqlPath,
    intake,
    streams,
    plugins: [graphql.plugin()],
  });
  addProxy(fastify, parts);
  addReadiness(app.get(HealthChecks), contexts, instances);
  const forget = scraped('contexts', () => gatewaySamples(contexts, parts));
  fastify.addHook('onClose', async () => {
    forget();
    breakers.stop();
    await instances.stop();
    await dispatcher.destroy();
  });
  await instances.start();
  await app.init();
  return app;
}

/** Ready once every context has been seen. One that stays away keeps the others from nobody for longer than a while. */
function addReadiness(health: HealthChecks, contexts: readonly string[], instances: Instances): void {
  const deadline = performance.now() + patience;
  health.add('contexts', () => {
    const missing = contexts.filter((context) => !instances.hasSeen(context));
    const mayServe = missing.length === 0 || (performance.now() > deadline && missing.length < contexts.length);
    return mayServe
      ? Promise.resolve()
      : Promise.reject(new Error(`Nobody has been seen who serves ${missing.join(', ')}`));
  });
}

function rootOf(keys: TokenKeys, api: JoinedOpenApi): DynamicModule {
  const http = HttpModule.forRoot({
    providers: [
      { provide: TokenKeys, useValue: keys },
      { provide: ConsistencyGate, useValue: { waitFor: () => Promise.resolve() } satisfies ConsistencyGate },
    ],
  });

  @Module({ controllers: [DocsController], providers: [{ provide: OpenApi, useValue: api }] })
  class GatewayModule {}

  return { module: GatewayModule, imports: [http] };
}
