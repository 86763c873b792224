import { refusal } from '#platform/core';

/** One field of a request that is not as it should be. */
export interface FieldError {
  /** Path within the request: `lines.0.quantity`. */
  readonly field: string;
  readonly message: string;
  /** The rule that was broken: `is-int`. */
  readonly code: string;
}

export class MalformedRequest extends refusal('http.malformed-request', 'malformed', 'The request cannot be read.') {}
export class MalformedJson extends refusal('http.malformed-json', 'malformed', 'The body is not valid JSON.') {}
export class NoSuchRoute extends refusal('http.no-such-route', 'not-found', 'There is nothing at this address.') {}

export class BodyTooLarge extends refusal(
  'http.body-too-large',
  'malformed',
  'The body is larger than this API accepts.',
) {}

export class UnsupportedMediaType extends refusal(
  'http.unsupported-media-type',
  'malformed',
  'This API reads JSON: send the body as application/json.',
) {}

export class NotAcceptable extends refusal(
  'http.not-acceptable',
  'malformed',
  'There is no answer of a kind that the header Accept allows: see what is offered.',
) {}

export class UriTooLong extends refusal('http.uri-too-long', 'malformed', 'The address is too long.') {}

export class TooManyRequests extends refusal(
  'http.too-many-requests',
  'too-many',
  'There were too many requests: try again later.',
) {}

export class TooManyStreams extends refusal(
  'http.too-many-streams',
  'too-many',
  'So many subscriptions or event streams of yours are open that there can be no further one: end one first.',
) {}

export class Unavailable extends refusal(
  'http.unavailable',
  'unavailable',
  'This cannot be answered at the moment: try again soon.',
) {}

export class Draining extends refusal(
  'http.draining',
  'unavailable',
  'This process is about to stop: send the request again, another one will answer.',
) {}

export class CertificateRequired extends refusal(
  'http.certificate-required',
  'forbidden',
  'This process answers to the processes of its own system only, known by their certificates: ask the gateway.',
) {}

export class AnswerLost extends refusal(
  'http.answer-lost',
  'unavailable',
  'The answer was lost on its way, so it is not known whether the request was carried out. A request with an Idempotency-Key can be repeated.',
) {}

export class AnswerLate extends refusal(
  'http.answer-late',
  'unavailable',
  'The answer did not come in time, so it is not known whether the request was carried out. A request with an Idempotency-Key can be repeated.',
) {}

export class InternalError extends refusal(
  'http.internal-error',
  'unavailable',
  'Something went wrong on our side. The correlation id helps us to find out what.',
) {}

export class InvalidInput extends refusal(
  'http.invalid-input',
  'invalid',
  'Some of what was sent is not as it should be: see the list of errors.',
) {
  constructor(readonly errors: readonly FieldError[]) {
    super();
  }
}

export class MalformedConsistencyToken extends refusal(
  'http.malformed-consistency-token',
  'malformed',
  'The header Consistency-Token does not hold what an earlier answer carried.',
) {}

export class NotYetConsistent extends refusal(
  'http.not-yet-consistent',
  'unavailable',
  'What the Consistency-Token speaks of has not arrived here yet: try again soon.',
) {}

export class MalformedIdempotencyKey extends refusal(
  'http.malformed-idempotency-key',
  'malformed',
  'The header Idempotency-Key must hold 1 to 255 visible ASCII characters.',
) {}

export class IdempotencyKeyReused extends refusal(
  'http.idempotency-key-reused',
  'invalid',
  'This Idempotency-Key was already used for another request: choose a new one.',
) {}

export class RequestInProgress extends refusal(
  'http.request-in-progress',
  'conflict',
  'The first request with this Idempotency-Key is still running: try again soon.',
) {}

export class MalformedIfMatch extends refusal(
  'http.malformed-if-match',
  'malformed',
  'The header If-Match must hold one ETag that an earlier answer carried, or an asterisk.',
) {}

export class MalformedCursor extends refusal(
  'http.malformed-cursor',
  'malformed',
  'The parameter "after" must hold the cursor of an earlier page.',
) {}
