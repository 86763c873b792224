import { type DynamicModule, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, ModulesContainer } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';
import { DescriptionParts } from '#platform/http';
import { RepeatableMutations } from './repeatable-mutations.interceptor.js';
import { resolversIn } from './resolvers.js';
import { ArgumentsGuard } from './arguments.guard.js';
import { YogaDriver } from './yoga.driver.js';

export const graphqlPath = '/graphql';

const global: Provider[] = [
  { provide: APP_GUARD, useClass: ArgumentsGuard },
  { provide: APP_INTERCEPTOR, useClass: RepeatableMutations },
];

/**
 * One GraphQL schema made of every resolver of the process, at `/graphql`. Needs `HttpModule`. The schema as text is the
 * part `graphql` of the process's description; equal resolvers give equal texts.
 */
@Module({})
export class GraphqlModule implements OnModuleInit {
  constructor(
    private readonly description: DescriptionParts,
    private readonly host: GraphQLSchemaHost,
    private readonly modules: ModulesContainer,
  ) {}

  onModuleInit(): void {
    if (resolversIn(this.modules).length > 0) this.description.set('graphql', () => schemaText(this.host));
  }

  static forRoot(): DynamicModule {
    const nest = GraphQLModule.forRoot({ driver: YogaDriver, autoSchemaFile: true, path: graphqlPath });
    return {
      module: GraphqlModule,
      imports: [nest],
      providers: global,
      exports: [nest],
    };
  }
}

const texts = new WeakMap<object, string>();

/** The GraphQL schema of this process as text. */
export function schemaText({ schema }: GraphQLSchemaHost): string {
  if (!texts.has(schema)) texts.set(schema, printSchema(schema));
  return texts.get(schema)!;
}
