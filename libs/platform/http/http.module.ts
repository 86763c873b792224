import { type DynamicModule, Global, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { StartNotes } from '#platform/observability';
import { AccessGuard, TokenVerifier } from '#platform/security';
import { ConsistencyGuard, ControllerContexts } from './consistency.js';
import { ContextsController, ReachableContexts } from './contexts.controller.js';
import { DescriptionController, DescriptionParts } from './description/index.js';
import { HealthChecks, HealthController } from './health.js';
import { AnswerKeeper } from './idempotency/answer-keeper.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyStores } from './idempotency/idempotency-store.js';
import { Intake } from './intake.js';
import { MetricsController } from './metrics.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ProblemCatalogue } from './problem-catalogue.js';
import { ProblemsController } from './problems.controller.js';
import { ServedContexts } from './served-contexts.js';
import { OpenStreams } from './streams.js';
import { StreamsInterceptor } from './streams.interceptor.js';
import { validationPipe } from './validation.js';

export interface HttpOptions {
  /** Must provide `TokenKeys` and `ConsistencyGate`. */
  readonly providers: Provider[];
  /** What those providers need. */
  readonly imports?: ModuleMetadata['imports'];
}

// Guards run in this order: who may, then whether what they have seen is there.
const global: Provider[] = [
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_GUARD, useClass: ConsistencyGuard },
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: StreamsInterceptor },
  { provide: APP_PIPE, useFactory: validationPipe },
];
const registries = [
  ControllerContexts,
  DescriptionParts,
  HealthChecks,
  IdempotencyStores,
  Intake,
  OpenStreams,
  ProblemCatalogue,
  ReachableContexts,
  ServedContexts,
  StartNotes,
];
const machinery = [AnswerKeeper, TokenVerifier];

/** Access, validation, problems, consistency, idempotency and health for every controller of the process. */
@Global()
@Module({})
export class HttpModule {
  static forRoot({ providers, imports = [] }: HttpOptions): DynamicModule {
    return {
      module: HttpModule,
      imports,
      controllers: [ContextsController, HealthController, MetricsController, ProblemsController, DescriptionController],
      providers: [...global, ...registries, ...machinery, ...providers],
      exports: [...registries, ...machinery],
    };
  }
}
