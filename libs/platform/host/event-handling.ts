import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
} from '@nestjs/common/internal';
import type { ApplicationConfig } from '@nestjs/core';
import {
  ExecutionContextHost,
  GuardsConsumer,
  GuardsContextCreator,
  InterceptorsConsumer,
  InterceptorsContextCreator,
  PipesConsumer,
  PipesContextCreator,
  STATIC_CONTEXT,
} from '@nestjs/core/internal';
import type { NestMicroservice } from '@nestjs/microservices';
import { ExceptionFiltersContext } from '@nestjs/microservices/context/exception-filters-context.js';
import { RpcContextCreator } from '@nestjs/microservices/context/rpc-context-creator.js';
import { RpcProxy } from '@nestjs/microservices/context/rpc-proxy.js';
import { RpcParamtype } from '@nestjs/microservices/enums/rpc-paramtype.enum.js';
import type { RpcExceptionsHandler } from '@nestjs/microservices/exceptions/rpc-exceptions-handler.js';
import type { Around } from '#platform/consumers';
import { from, isObservable, lastValueFrom, mergeMap, type Observable, of, throwError } from 'rxjs';
import type { DeclaredConsumer } from './discovery.js';

/** What handlers are given: the event's data, and what else is known of it. */
const parameters = {
  [`${RpcParamtype.PAYLOAD}:0`]: { index: 0, pipes: [] },
  [`${RpcParamtype.CONTEXT}:1`]: { index: 1, pipes: [] },
};

/** Applies pipes to an event's data only. */
class PipesOnData extends PipesConsumer {
  override apply(value: unknown, metadata: ArgumentMetadata, pipes: PipeTransform[]): Promise<unknown> {
    return (metadata.type as unknown) === RpcParamtype.PAYLOAD
      ? super.apply(value, metadata, pipes)
      : Promise.resolve(value);
  }
}

/**
 * Lets failures be what they are, where Nest would make "Internal server error" of them. A filter may answer in a handler's
 * place; one that returns nothing has only looked on, and the failure stands.
 */
class FailuresAsTheyAre extends RpcProxy {
  override handleError(filters: RpcExceptionsHandler, args: unknown[], error: unknown): Observable<unknown> {
    const host = new ExecutionContextHost(args);
    host.setType('rpc');
    const answer: unknown = filters.invokeCustomFilters(error, host);
    return answer instanceof Promise
      ? from(answer).pipe(mergeMap((later: unknown) => answerOr(error, later)))
      : answerOr(error, answer);
  }
}

function answerOr(error: unknown, answer: unknown): Observable<unknown> {
  if (answer === undefined || answer === null) return throwError(() => error);
  return isObservable(answer) ? answer : of(answer);
}

/** Under these keys Nest's decorators note what a class has around its handlers. */
const metadata = [GUARDS_METADATA, PIPES_METADATA, INTERCEPTORS_METADATA, EXCEPTION_FILTERS_METADATA];

/** Puts the guards, pipes, interceptors and filters of a class, and those of the whole microservice, around event handlers. */
export class EventHandling {
  private readonly nest: RpcContextCreator;
  private readonly config: ApplicationConfig;

  constructor(microservice: NestMicroservice) {
    const [container, config] = [microservice['container'], microservice['applicationConfig']];
    this.config = config;
    this.nest = new RpcContextCreator(
      new FailuresAsTheyAre(),
      new ExceptionFiltersContext(container, config),
      new PipesContextCreator(container, config),
      new PipesOnData(),
      new GuardsContextCreator(container, config),
      new GuardsConsumer(),
      new InterceptorsContextCreator(container, config),
      new InterceptorsConsumer(),
      config,
    );
  }

  /**
   * The handlers of a consumer as Nest calls them; undefined where there is nothing around them, and they can do without.
   * What ends without an answer fails; of several answers the last one counts.
   */
  around({ instance, module }: DeclaredConsumer): Around | undefined {
    if (!this.hasGlobals && !metadata.some((key) => Reflect.hasMetadata(key, instance.constructor))) return undefined;
    return (handler, type) => {
      const callback = handler as (...args: unknown[]) => Observable<unknown>;
      const call = this.nest.create(instance, callback, module, type, STATIC_CONTEXT, undefined, parameters);
      return async (data, context) => {
        const answer: unknown = await call(data, context);
        return isObservable(answer) ? lastValueFrom(answer) : answer;
      };
    };
  }

  private get hasGlobals(): boolean {
    const { config } = this;
    const globals = [
      config.getGlobalGuards(),
      config.getGlobalPipes(),
      config.getGlobalInterceptors(),
      config.getGlobalFilters(),
      config.getGlobalPreRequestHooks(),
    ];
    return globals.some(({ length }) => length > 0);
  }
}
