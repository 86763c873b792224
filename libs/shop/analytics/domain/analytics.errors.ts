import { refusal } from '#platform/core';

export class PeriodBackwards extends refusal(
  'analytics.period-backwards',
  'invalid',
  'The period must begin before it ends: choose a "from" earlier than "to".',
) {}
