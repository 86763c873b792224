import { counter } from '#platform/metrics';

const decisions = counter(
  'tearline_log_decisions_total',
  'Decisions by what they were made on: the stream as memory holds it, a stream taken to be new, or the log, which is one more query',
  ['context', 'on'],
);

/** On what the decisions of one context are made. */
export class DecisionFigures {
  readonly fromMemory;
  readonly assumedNew;
  readonly fromLog;

  constructor(context: string) {
    this.fromMemory = decisions.of({ context, on: 'memory' });
    this.assumedNew = decisions.of({ context, on: 'nothing' });
    this.fromLog = decisions.of({ context, on: 'log' });
  }
}
