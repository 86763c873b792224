import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerLate, AnswerLost, notBegunHeader } from '#platform/http';
import { inSpan, SpanKind } from '#platform/observability';
import type { InternalCaller, InternalTokenIssuer } from '#platform/security';
import { isWeakened } from '#platform/weakening';
import { type Dispatcher, request } from 'undici';
import { wasLate, wasRefused } from './failures.js';
import { countRetry, noteAttempt } from './figures.js';
import type { Headers } from './headers.js';
import type { Instance } from './instance.js';
import type { Instances } from './instances.js';
import { ContextUnavailable } from './refusals.js';
import { answerTimeout, retryFor } from './settings.js';

/** A request on its way to a context. */
export interface Passage {
  readonly context: string;
  readonly route: string | undefined;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
  readonly caller: InternalCaller;
  /** Whether it changes nothing, though its method could: a query by POST. */
  readonly isSafe?: boolean;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What a context answered. */
export interface PassedAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Readable | Buffer;
}

type Outcome =
  | { readonly answer: PassedAnswer; readonly isFinal: boolean; readonly again?: 'anywhere' | 'later' }
  | { readonly failure: ContextUnavailable | AnswerLost | AnswerLate; readonly again: boolean };

/** Answers of requests that can be repeated are kept up to this size, so that one that breaks off can be asked for again. */
const keptAtMost = 1024 * 1024;
const longestPause = 400;

/**
 * Passes requests on to instances. A request that certainly was not begun (nobody took the connection, or the instance said
 * that it is stopping) goes to another instance, whatever it is. One whose fate is unknown, or that was answered 502 or 503,
 * is tried again only when that is safe: GET and HEAD, and a POST with an `Idempotency-Key`. Where every instance has been
 * tried it pauses and begins anew, for at most `GATEWAY_RETRY_FOR`.
 */
export class Forwarder {
  constructor(
    private readonly instances: Instances,
    private readonly tokens: InternalTokenIssuer,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Throws `ContextUnavailable` when nobody was reached, `AnswerLost` and `AnswerLate` when the request may have been carried out. */
  async pass(passage: Passage): Promise<PassedAnswer> {
    const deadline = performance.now() + retryFor.value;
    const tried = new Set<Instance>();
    let last: Outcome | undefined;
    for (let attempt = 0; ; attempt++) {
      const instance = this.instances.pick(passage.context, passage.route, tried);
      if (instance === undefined && this.instances.isLongGone(passage.context, retryFor.value)) break;
      if (instance !== undefined) {
        tried.add(instance);
        if (last !== undefined) discard(last);
        last = await this.attempt(passage, instance, attempt);
        if ('answer' in last ? last.isFinal : !last.again) break;
        if (isWeakened('turned-away-is-repeated')) break;
      }
      const isRoundOver = instance === undefined || (last !== undefined && 'answer' in last && last.again === 'later');
      if (performance.now() > deadline) break;
      if (!isRoundOver) continue;
      tried.clear();
      await sleep(pauseAfter(attempt), undefined, { signal: passage.signal });
    }
    if (last === undefined) throw new ContextUnavailable();
    if ('answer' in last) return last.answer;
    throw last.failure;
  }

  private async attempt(passage: Passage, instance: Instance, attempt: number): Promise<Outcome> {
    if (attempt > 0) countRetry(passage.context);
    const [done, begun] = [countOn(instance), performance.now()];
    try {
      const answer = await this.traced(passage, attempt, (headers) => this.send(passage, headers, instance, done));
      noteAttempt(passage.context, outcomeOf(answer), begun);
      if (answer.headers[notBegunHeader] !== undefined) {
        instance.drains();
        return { answer, isFinal: false, again: 'anywhere' };
      }
      if (!isRepeatable(passage)) return { answer, isFinal: true };
      if ([502, 503].includes(answer.status)) return { answer, isFinal: attempt > 1 };
      const isStillAtWork = attempt > 0 && answer.status === 409 && answer.headers['retry-after'] !== undefined;
      return { answer, isFinal: !isStillAtWork, again: 'later' };
    } catch (error) {
      done();
      noteAttempt(passage.context, passage.signal.aborted ? 'abandoned' : fateOf(error), begun);
      if (passage.signal.aborted) throw error;
      this.instances.doubt(instance);
      return this.failed(error, passage, instance);
    }
  }

  private failed(error: unknown, passage: Passage, instance: Instance): Outcome {
    if (wasRefused(error)) {
      instance.refused();
      return { failure: new ContextUnavailable(), again: true };
    }
    if (wasLate(error)) return { failure: new AnswerLate(), again: false };
    // Of a request that changes nothing it does not matter whether it was carried out.
    if (changesNothing(passage)) return { failure: new ContextUnavailable(), again: true };
    return { failure: new AnswerLost(), again: isRepeatable(passage) };
  }

  /** The context's own span hangs below the one of the attempt that reached it. */
  private traced(
    { context, route, method, headers }: Passage,
    attempt: number,
    send: (headers: Headers) => Promise<PassedAnswer>,
  ): Promise<PassedAnswer> {
    const attributes = {
      'http.request.method': method,
      'http.request.resend_count': attempt,
      'server.address': context,
    };
    const span = { kind: SpanKind.CLIENT, attributes };
    return inSpan(route ?? `${method} of ${context}`, span, (traceparent) =>
      send(traceparent === undefined ? headers : { ...headers, traceparent }),
    );
  }

  private async send(passage: Passage, headers: Headers, instance: Instance, done: () => void): Promise<PassedAnswer> {
    const { method, url, body, caller, context, signal } = passage;
    const isStream = String(headers['accept'] ?? '').includes('text/event-stream');
    const answer = await request(new URL(url, instance.address), {
      method,
      headers: { ...headers, ...(await this.tokens.headers(context, caller)) },
      body: body ?? null,
      signal,
      headersTimeout: answerTimeout.value,
      bodyTimeout: isStream ? 0 : answerTimeout.value,
      dispatcher: this.dispatcher,
    });
    const { statusCode: status, headers: answered } = answer;
    if (isKept(passage, answered)) {
      const whole = Buffer.from(await answer.body.arrayBuffer());
      done();
      return { status, headers: answered, body: whole };
    }
    answer.body.once('close', done);
    return { status, headers: answered, body: answer.body };
  }
}

function outcomeOf({ status, headers }: PassedAnswer): string {
  return headers[notBegunHeader] === undefined ? `${Math.trunc(status / 100)}xx` : 'not-begun';
}

function fateOf(error: unknown): string {
  if (wasRefused(error)) return 'unreachable';
  return wasLate(error) ? 'late' : 'lost';
}

/** An answer that is not passed on must be read to its end, else its connection is lost. */
function discard(outcome: Outcome): void {
  if ('answer' in outcome && !Buffer.isBuffer(outcome.answer.body)) outcome.answer.body.resume().on('error', () => {});
}

/** Whether doing it twice is as good as doing it once. */
export function isRepeatable(passage: Pick<Passage, 'method' | 'headers' | 'isSafe'>): boolean {
  if (changesNothing(passage) || isWeakened('only-safe-is-repeated')) return true;
  return passage.method === 'POST' && passage.headers['idempotency-key'] !== undefined;
}

function changesNothing({ method, isSafe }: Pick<Passage, 'method' | 'isSafe'>): boolean {
  return isSafe === true || method === 'GET' || method === 'HEAD';
}

function isKept(passage: Passage, headers: Dispatcher.ResponseData['headers']): boolean {
  if (headers[notBegunHeader] !== undefined) return true;
  const length = Number(headers['content-length'] ?? Number.NaN);
  return isRepeatable(passage) && length <= keptAtMost;
}

function countOn(instance: Instance): () => void {
  instance.inFlight++;
  let isDone = false;
  return () => {
    if (!isDone) instance.inFlight--;
    isDone = true;
  };
}

/** Milliseconds, longer each time, half of it by chance. */
function pauseAfter(attempt: number): number {
  const full = Math.min(longestPause, 50 * 2 ** Math.min(attempt, 10));
  return full / 2 + Math.random() * (full / 2);
}
