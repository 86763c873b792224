import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { defaultIfEmpty, from, lastValueFrom, type Observable } from 'rxjs';
import { formatConsistency, furthest, parseConsistency, Refusal, type RefusalDefinition } from '#platform/core';
import { currentExecution, type Execution, runIn } from '#platform/execution';
import {
  beginRepeatable,
  type Claim,
  ControllerContexts,
  type IdempotencyStore,
  IdempotencyStores,
  InvalidInput,
  parseIdempotencyKey,
  rerunMetadata,
  settledInTime,
  type StoredAnswer,
} from '#platform/http';
import { requestOf } from '#platform/security';
import type { GraphqlContext } from './graphql-context.js';

/** What a mutation came to: its value or its refusal. */
type Outcome =
  | { readonly value: unknown }
  | { readonly refused: RefusalDefinition; readonly details: Readonly<Record<string, unknown>> };

/** These may turn out otherwise the next time. */
const passing: readonly Refusal['kind'][] = ['unavailable', 'too-many', 'unauthenticated'];

/**
 * Lets each mutation of a request with an `Idempotency-Key` run once, as the POST of a REST route does: a repeat gets the
 * outcome of the first. Every root field is a request of its own, remembered by its context under the key and its name in
 * the answer, so that it makes no difference whether one process answers them all or several do.
 */
@Injectable()
export class RepeatableMutations implements NestInterceptor {
  constructor(
    private readonly contexts: ControllerContexts,
    private readonly stores: IdempotencyStores,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType<string>() !== 'graphql') return next.handle();
    const header = requestOf(context).headers['idempotency-key'];
    const { parentType, operation } = context.getArgByIndex<GraphQLResolveInfo>(3);
    const isMutation = operation.operation === OperationTypeNode.MUTATION && parentType.name === 'Mutation';
    const store = this.stores.get(this.contexts.get(context.getClass()) ?? '');
    if (header === undefined || !isMutation || store === undefined) return next.handle();
    return from(this.once(parseIdempotencyKey(String(header)), store, context, next));
  }

  private async once(key: string, store: IdempotencyStore, context: ExecutionContext, next: CallHandler) {
    const { fieldName, path } = context.getArgByIndex<GraphQLResolveInfo>(3);
    const execution = currentExecution()!;
    const caller = execution.principal?.id ?? 'anonymous';
    const route = `mutation ${String(path.key)}: ${fieldName}`;
    const begun = await beginRepeatable(store, { caller, route, key }, context.getArgByIndex(1));
    if (begun.outcome === 'done') return replay(begun.answer, execution, context);
    const keep = this.reflector.get<boolean | undefined>(rerunMetadata, context.getHandler()) !== true;
    const own = { ...execution, commandId: begun.commandId, receipts: [] };
    try {
      return await runAndKeep(keep ? store : undefined, begun.claim, own, next);
    } finally {
      if (!keep) await settledInTime(begun.claim, store.release(begun.claim));
      execution.receipts.push(...own.receipts);
    }
  }
}

async function runAndKeep(store: IdempotencyStore | undefined, claim: Claim, own: Execution, next: CallHandler) {
  try {
    const value: unknown = await runIn(own, () => lastValueFrom(next.handle().pipe(defaultIfEmpty(null))));
    if (store !== undefined) await settledInTime(claim, store.complete(claim, toStore({ value }, own)));
    return value;
  } catch (error) {
    const lasting = error instanceof Refusal && !(error instanceof InvalidInput) && !passing.includes(error.kind);
    const settling = lasting
      ? store?.complete(claim, toStore({ refused: error.definition, details: error.details }, own))
      : store?.release(claim);
    if (settling !== undefined) await settledInTime(claim, settling);
    throw error;
  }
}

function toStore(outcome: Outcome, { receipts }: Execution): StoredAnswer {
  const reached = furthest(receipts.filter(({ position }) => position > 0));
  const headers: Record<string, string> = {};
  if (reached.size > 0) headers['consistency-token'] = formatConsistency(reached);
  return { status: 200, headers, body: JSON.stringify(outcome) };
}

function replay({ headers, body }: StoredAnswer, execution: Execution, context: ExecutionContext): unknown {
  const reached = parseConsistency(headers['consistency-token'] ?? '') ?? new Map();
  for (const [name, position] of reached) execution.receipts.push({ context: name, position, version: 0 });
  context.getArgByIndex<GraphqlContext>(2).reply.header('idempotency-replayed', 'true');
  const outcome = JSON.parse(body) as Outcome;
  if ('refused' in outcome) throw new RepeatedRefusal(outcome.refused, outcome.details);
  return outcome.value;
}

/** A refusal that was given before. */
class RepeatedRefusal extends Refusal {
  constructor(
    override readonly definition: RefusalDefinition,
    details: Readonly<Record<string, unknown>>,
  ) {
    super(definition.sentence, details);
  }
}
