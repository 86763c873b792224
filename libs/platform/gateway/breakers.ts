import CircuitBreaker from 'opossum';
import { Refusal } from '#platform/core';
import { AnswerLate, AnswerLost } from '#platform/http';
import { logger } from '#platform/observability';
import { countRefusal } from './figures.js';
import { ContextUnavailable } from './refusals.js';

type Work = () => Promise<unknown>;

const log = logger('gateway');

/** From half of at least 20 requests in 5 s without an answer on, a context is left alone for a second. */
const options = {
  timeout: false,
  errorThresholdPercentage: 50,
  volumeThreshold: 20,
  rollingCountTimeout: 5_000,
  rollingCountBuckets: 10,
  rollingPercentilesEnabled: false,
  resetTimeout: 1_000,
} as const;

/** One circuit breaker for each context: while one answers nothing, requests to it are refused at once. */
export class Breakers {
  private readonly breakers = new Map<string, CircuitBreaker<[Work]>>();

  async run<T>(context: string, work: () => Promise<T>): Promise<T> {
    try {
      return (await this.of(context).fire(work)) as T;
    } catch (error) {
      if (!CircuitBreaker.isOurError(error as Error)) throw error;
      countRefusal(context, 'circuit-open');
      throw new ContextUnavailable();
    }
  }

  isOpen(context: string): boolean {
    return this.breakers.get(context)?.opened ?? false;
  }

  /** Somebody is there again: no need to wait. */
  close(context: string): void {
    const breaker = this.breakers.get(context);
    if (breaker?.opened === true) breaker.close();
  }

  stop(): void {
    for (const breaker of this.breakers.values()) breaker.shutdown();
  }

  private of(context: string): CircuitBreaker<[Work]> {
    const known = this.breakers.get(context);
    if (known !== undefined) return known;
    const breaker = new CircuitBreaker((work: Work) => work(), { ...options, errorFilter: isNoFault });
    breaker.on('open', () => log.warn(`${context} does not answer; requests to it are refused for a while.`));
    breaker.on('close', () => log.info(`${context} answers again.`));
    this.breakers.set(context, breaker);
    return breaker;
  }
}

/** What is not the context's fault: a client that went away. */
function isNoFault(error: unknown): boolean {
  const isFault =
    error instanceof Refusal && [ContextUnavailable, AnswerLost, AnswerLate].some((type) => error instanceof type);
  return !isFault;
}
