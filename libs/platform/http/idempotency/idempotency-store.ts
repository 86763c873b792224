import { Injectable } from '@nestjs/common';

/** What a key belongs to: the same key of another caller or another route is another request. */
export interface RepeatableRequest {
  /** The principal's id, or `anonymous`. */
  readonly caller: string;
  /** Method and path. */
  readonly route: string;
  readonly key: string;
}

/** The right to run a request, held for a limited time. */
export interface Claim extends RepeatableRequest {
  /** Tells this run from an earlier one that lost its lease. */
  readonly attempt: string;
}

/** An answer as it was sent. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Begun =
  | { readonly outcome: 'started'; readonly commandId: string; readonly claim: Claim }
  | { readonly outcome: 'running'; readonly retryAfter: number }
  | { readonly outcome: 'mismatch' }
  | { readonly outcome: 'done'; readonly answer: StoredAnswer };

/**
 * Remembers repeatable requests of one context and their answers, for 24 hours.
 *
 * - Of any number of concurrent `begin` of one request exactly one is `started`; it holds a claim for 15 s by the store's clock.
 * - When a claim runs out or is released, or the process that holds it dies, the next `begin` with the same fingerprint is `started` with **the same command id**.
 * - `complete` and `release` of a claim that somebody else took over meanwhile do nothing.
 */
export abstract class IdempotencyStore {
  abstract begin(request: RepeatableRequest, fingerprint: string, newCommandId: string): Promise<Begun>;
  abstract complete(claim: Claim, answer: StoredAnswer): Promise<void>;
  abstract release(claim: Claim): Promise<void>;
  /** Forgets what is older than 24 hours and answers with how many that were. */
  abstract removeExpired(): Promise<number>;
}

/** The store of each context, by its name. The host fills it. */
@Injectable()
export class IdempotencyStores extends Map<string, IdempotencyStore> {}
