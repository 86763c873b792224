import { refusal } from '#platform/core';

/** The caller's expected version is not the stream's. */
export class VersionMismatch extends refusal(
  'log.version-mismatch',
  'precondition-failed',
  'What you are changing has been changed since you read it. Read it again, then decide.',
) {}

/** A command lost against other writers of its stream more often than it may try. */
export class TooMuchContention extends refusal(
  'log.too-much-contention',
  'unavailable',
  'Too many changes of the same thing arrive at once. Try again.',
) {}

/** The database did not answer in time, or too many commands are waiting for it; whether this one was stored is not known. */
export class LogUnavailable extends refusal(
  'log.unavailable',
  'unavailable',
  'The store cannot be reached at the moment. Repeat the request with the same Idempotency-Key.',
) {}
