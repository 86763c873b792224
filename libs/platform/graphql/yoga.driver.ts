import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { AbstractGraphQLDriver, type GqlModuleOptions } from '@nestjs/graphql';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { Intake, OpenStreams } from '#platform/http';
import { serveGraphql } from './graphql-route.js';
import { assertEveryRootFieldDeclaresAccess, resolversIn } from './resolvers.js';
import { tidySchema } from './tidy-schema.js';

/**
 * Serves the resolvers of this process with GraphQL Yoga on Fastify: queries and mutations as JSON, subscriptions as
 * server-sent events. A process without resolvers serves no GraphQL.
 */
@Injectable()
export class YogaDriver extends AbstractGraphQLDriver {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly intake: Intake,
    private readonly streams: OpenStreams,
  ) {
    super();
  }

  override async generateSchema(options: GqlModuleOptions): Promise<GraphQLSchema> {
    if (resolversIn(this.modules).length === 0) return undefined as unknown as GraphQLSchema;
    assertEveryRootFieldDeclaresAccess(this.modules);
    return tidySchema((await super.generateSchema(options))!);
  }

  override async start({ schema, path }: GqlModuleOptions): Promise<void> {
    if (schema === undefined) return;
    serveGraphql(this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>(), {
      schema,
      path: path!,
      intake: this.intake,
      streams: this.streams,
    });
  }

  override async stop(): Promise<void> {
    // Fastify closes the route, and the end of the intake closes what streams.
  }
}
