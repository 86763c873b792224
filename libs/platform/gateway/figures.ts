import { counter, durations, histogram } from '#platform/metrics';

const attempts = histogram(
  'tearline_gateway_attempt_duration_seconds',
  'How long contexts took to begin their answers, by attempt. Outcomes: the class of the status, not-begun (it is stopping), unreachable, lost, late, abandoned (the client went away)',
  ['context', 'outcome'],
  durations,
);
const retries = counter('tearline_gateway_retries_total', 'Attempts after the first one of a request', ['context']);
const refused = counter(
  'tearline_gateway_refused_total',
  'Requests refused by the gateway itself: too many at work, or the circuit of their context is open',
  ['context', 'reason'],
);
export function noteAttempt(context: string, outcome: string, begun: number): void {
  attempts.of({ context, outcome }).recordSince(begun);
}

export function countRetry(context: string): void {
  retries.of({ context }).add();
}

export function countRefusal(context: string, reason: 'overloaded' | 'circuit-open'): void {
  refused.of({ context, reason }).add();
}
