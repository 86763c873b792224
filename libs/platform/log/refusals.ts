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

/** A database could not find the event by what its metadata say. */
export class UnstorableMetadata extends refusal(
  'log.unstorable-metadata',
  'malformed',
  'What identifies the caller or the request must not contain NUL or broken Unicode.',
) {}

/** The database did not answer in time, or too many commands are waiting for it; whether this one was stored is not known. */
export class LogUnavailable extends refusal(
  'log.unavailable',
  'unavailable',
  'The store cannot be reached at the moment. Repeat the request with the same Idempotency-Key.',
) {}

/** A file of the archive is not where it should be. */
export class ArchiveUnavailable extends refusal(
  'log.archive-unavailable',
  'unavailable',
  'Older events cannot be reached at the moment. Try again; an operator finds the missing file in the details.',
) {}

/** What is in the archive is not what was put there. It is never returned. */
export class ArchiveDamaged extends refusal(
  'log.archive-damaged',
  'unavailable',
  'A file of older events is damaged. An operator has to put it back from a copy; the details name it.',
) {}

/** Somebody else is at work on this archive. */
export class ArchiveBusy extends refusal(
  'log.archive-busy',
  'conflict',
  'The archive of this context is being worked on by someone else. Try again when they have finished.',
) {}
