import type { AppendOutcome, StreamWrite } from '#platform/log';
import { counter, durations, histogram, sizes } from '#platform/metrics';

const duration = histogram(
  'tearline_log_append_duration_seconds',
  'How long a commit of commands took, however many appends shared it',
  ['context'],
  durations,
);
const size = histogram('tearline_log_append_batch_size', 'Appends that shared one commit', ['context'], sizes);
const appended = counter('tearline_log_appended_events_total', 'Events appended, by commands and by consumers', [
  'context',
]);
const conflicts = counter(
  'tearline_log_append_conflicts_total',
  'Appends that lost against another writer of their stream; the command then decides anew',
  ['context'],
);

/** What the appends of one context's log come to. */
export class AppendFigures {
  private readonly duration;
  private readonly size;
  private readonly appended;
  private readonly conflicts;

  constructor(context: string) {
    this.duration = duration.of({ context });
    this.size = size.of({ context });
    this.appended = appended.of({ context });
    this.conflicts = conflicts.of({ context });
  }

  /** A commit of its own for these appends. */
  committed(appends: number, begun: number): void {
    this.duration.recordSince(begun);
    this.size.record(appends);
  }

  /** What became of each append. */
  note(groups: readonly (readonly StreamWrite[])[], outcomes: readonly AppendOutcome[]): void {
    let events = 0;
    outcomes.forEach(({ outcome }, index) => {
      if (outcome === 'conflict') this.conflicts.add();
      if (outcome === 'appended') for (const write of groups[index]!) events += write.events.length;
    });
    this.appended.add(events);
  }
}
