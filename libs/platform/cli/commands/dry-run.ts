import type { DryRun } from '#platform/consumers';

/** What would happen, in a sentence that goes on. */
export function outcomeOf(now: DryRun): string {
  if (now.outcome === 'fails') return `it would fail with ${now.error}`;
  if (now.outcome === 'passes-over') return 'the consumer no longer hears events of this type';
  if (now.outcome === 'calls-outside') return 'it would call the outside world, which nobody can foretell';
  if (now.outcome === 'source-unreachable') return 'its source does not answer';
  const events = now.events.map(({ type, stream }) => `${type} in ${stream}`);
  const rows = now.rows.map((one) => `${one.rows} rows of ${one.table}`);
  return `it would succeed, with ${[...events, ...rows].join(', ') || 'nothing to write'}`;
}
