import { counter } from '#platform/metrics';

const snapshots = counter(
  'tearline_log_snapshots_total',
  'Snapshots of long streams. Outcomes: taken, used, ignored (of another fold, or of events that the log does not hold), unfit (the state is not what JSON returns), failed',
  ['context', 'outcome'],
);

/** What becomes of the snapshots of one context. */
export class SnapshotFigures {
  readonly taken;
  readonly used;
  readonly ignored;
  readonly unfit;
  readonly failed;

  constructor(context: string) {
    const of = (outcome: string) => snapshots.of({ context, outcome });
    this.taken = of('taken');
    this.used = of('used');
    this.ignored = of('ignored');
    this.unfit = of('unfit');
    this.failed = of('failed');
  }
}
