import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLParams } from 'graphql-yoga';
import type { Places } from './places.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The operation and its variables, where they came as a JSON object. */
    asked: GraphQLParams | undefined;
  }
}

/** What resolvers and guards find in GraphQL's context. */
export interface GraphqlContext {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
  readonly places: Places;
}
