import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { crashPoint } from '#platform/crash-points';
import { logger } from '#platform/observability';
import type { Claim, IdempotencyStore, StoredAnswer } from './idempotency-store.js';

/** A request that runs under an idempotency key. */
export interface KeyedRequest {
  readonly store: IdempotencyStore;
  readonly claim: Claim;
  /** Whether its answer may be kept for repeats. */
  readonly keep: boolean;
}

const keptHeaders = ['content-type', 'location', 'etag', 'consistency-token'];
const log = logger('idempotency');

/** How long an answer waits for being kept, in milliseconds: who asked has waited for it already, and a repeat makes it anew. */
const longest = 5_000;

/** Keeps the answer of a keyed request just before it is sent; an answer that may turn out otherwise next time is not kept. */
@Injectable()
export class AnswerKeeper {
  /** Never rejects: the answer goes out in any case and before long, and a claim that could not be settled ends by itself. */
  async settle(request: KeyedRequest, reply: FastifyReply, payload: unknown, patience = longest): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, patience);
    await Promise.race([settled(request, reply, payload), late]);
    clearTimeout(timer);
  }
}

async function settled({ store, claim, keep }: KeyedRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const answer = keep ? storable(reply, payload) : undefined;
  try {
    await (answer === undefined ? store.release(claim) : store.complete(claim, answer));
    crashPoint('answer-stored');
  } catch (error) {
    log.warn('The answer of a repeatable request could not be kept.', { error, route: claim.route });
  }
}

function storable(reply: FastifyReply, payload: unknown): StoredAnswer | undefined {
  const status = reply.statusCode;
  if (status >= 500 || status === 429 || status === 401) return undefined;
  if (typeof payload !== 'string' && payload !== undefined && payload !== null) return undefined;
  return { status, headers: headersOf(reply), body: payload ?? '' };
}

function headersOf(reply: FastifyReply): Record<string, string> {
  const present = keptHeaders.filter((name) => reply.hasHeader(name));
  return Object.fromEntries(present.map((name) => [name, String(reply.getHeader(name))]));
}
