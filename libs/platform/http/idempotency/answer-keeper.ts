import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Claim, IdempotencyStore, StoredAnswer } from './idempotency-store.js';
import { settledInTime } from './settled-in-time.js';

/** A request that runs under an idempotency key. */
export interface KeyedRequest {
  readonly store: IdempotencyStore;
  readonly claim: Claim;
  /** Whether its answer may be kept for repeats. */
  readonly keep: boolean;
}

const keptHeaders = ['content-type', 'location', 'etag', 'consistency-token'];

/** Keeps the answer of a keyed request just before it is sent; an answer that may turn out otherwise next time is not kept. */
@Injectable()
export class AnswerKeeper {
  /** Never rejects, and does not take long. */
  async settle({ store, claim, keep }: KeyedRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    const answer = keep ? storable(reply, payload) : undefined;
    await settledInTime(claim, answer === undefined ? store.release(claim) : store.complete(claim, answer));
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
