import { refusal } from '#platform/core';

export class ContextUnavailable extends refusal(
  'gateway.context-unavailable',
  'unavailable',
  'This part of the system cannot be reached at the moment: try again soon.',
) {}

export class Overloaded extends refusal(
  'gateway.overloaded',
  'unavailable',
  'There are more requests than can be answered at the moment: try again soon.',
) {}
