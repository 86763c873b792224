import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '#platform/security';

/** The version that a client of an event stream has seen last, by its `Last-Event-ID`; 0 when it has seen none. */
export const LastSeenVersion = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const seen = String(requestOf(context).headers['last-event-id'] ?? '');
  return /^\d{1,9}$/.test(seen) ? Number(seen) : 0;
});
