import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches, MaxLength } from 'class-validator';

// A day, or a time that says its zone: what a bare time means would depend on the server's.
const dayOrInstant = /^\d{4}-\d{2}-\d{2}(T.+(Z|[+-]\d{2}:?\d{2}))?$/;
const message = '$property must be a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z';

/** For the ends of a period: accepts a day, which begins at midnight UTC, or a time with its zone. */
export function IsDayOrInstant(): PropertyDecorator {
  return applyDecorators(
    IsISO8601({ strict: true }, { message }),
    Matches(dayOrInstant, { message }),
    MaxLength(40, { message }),
  );
}
