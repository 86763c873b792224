import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, of } from 'rxjs';
import { crashPoint } from '#platform/crash-points';
import { amendExecution, newId } from '#platform/execution';
import { isWeakened } from '#platform/weakening';
import { ControllerContexts } from '../consistency.js';
import { pathOf } from '../problem.filter.js';
import { IdempotencyKeyReused, RequestInProgress } from '../refusals.js';
import { idempotencySecret } from '../settings.js';
import { fingerprintOf, parseIdempotencyKey } from './idempotency-key.js';
import { type Begun, type IdempotencyStore, IdempotencyStores, type StoredAnswer } from './idempotency-store.js';
import { rerunMetadata } from './rerun-on-repeat.js';

/**
 * Lets a POST with an `Idempotency-Key` run once: a repeat gets the answer of the first. While it runs, the execution has
 * the command id of the key, so that a repeat after a crash finds what the first one made.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly contexts: ControllerContexts,
    private readonly stores: IdempotencyStores,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || request.method !== 'POST' || isWeakened('answer-kept-under-key')) return next.handle();
    const key = parseIdempotencyKey(String(header));
    const store = this.stores.get(this.contexts.ofRequest(context) ?? '');
    return store === undefined ? next.handle() : this.once(key, store, context, next);
  }

  private async once(key: string, store: IdempotencyStore, context: ExecutionContext, next: CallHandler) {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const begun = await begin(key, store, request);
    if (begun.outcome === 'mismatch') throw new IdempotencyKeyReused();
    if (begun.outcome === 'running') throw new RequestInProgress({ retryAfter: begun.retryAfter });
    if (begun.outcome === 'done') return of(replay(begun.answer, context.switchToHttp().getResponse<FastifyReply>()));
    const keep = this.reflector.get<boolean | undefined>(rerunMetadata, context.getHandler()) !== true;
    request.keyed = { store, claim: begun.claim, keep };
    amendExecution({ commandId: begun.commandId });
    crashPoint('key-claimed');
    return next.handle();
  }
}

function begin(key: string, store: IdempotencyStore, request: FastifyRequest): Promise<Begun> {
  const { method, url, body, execution } = request;
  const caller = isWeakened('keys-belong-to-callers') ? undefined : execution?.principal?.id;
  const repeatable = { caller: caller ?? 'anonymous', route: `${method} ${pathOf(request)}`, key };
  return store.begin(repeatable, fingerprintOf(idempotencySecret.value, method, url, body), newId());
}

function replay({ status, headers, body }: StoredAnswer, reply: FastifyReply): string {
  reply.code(status).headers(headers).header('idempotency-replayed', 'true');
  return body;
}
