import { refusal } from '#platform/core';

export class NoSuchContext extends refusal('contexts.no-such-context', 'not-found', 'There is no such context here.') {}

export class NoSuchStream extends refusal(
  'contexts.no-such-stream',
  'not-found',
  'This context has no such stream, or none of this kind that it knows.',
) {}

export class NoSuchVersion extends refusal(
  'contexts.no-such-version',
  'not-found',
  'The stream had no event at that version or before that time.',
) {}

export class UnreadableStream extends refusal(
  'contexts.unreadable-stream',
  'conflict',
  'The stream holds an event that this code cannot read; the details say which, and what to do.',
) {}
