export interface PaceOptions {
  /** How many times as long as it took a consumer rests after a batch that did not fill: under load batches then grow instead. */
  readonly rest: number;
  /** The longest rest, in milliseconds. */
  readonly longestRest: number;
}

/** What may be owed before it has to be taken, in milliseconds: what comes now and then is handled at once. */
const grace = 40;

/**
 * When the next batch may begin. A batch costs a commit however small it is, so under load small ones must not follow one another
 * at once. Each batch owes its rest, time pays it back, and only a consumer that owes much waits. Times are those of one clock, in milliseconds.
 */
export class Pace {
  private paidAt = -Infinity;

  constructor(private readonly options: PaceOptions) {}

  /** Notes a batch that did not fill. */
  worked(begun: number, ended: number): void {
    const { rest, longestRest } = this.options;
    const took = ended - begun;
    this.paidAt = Math.max(this.paidAt, begun) + took + Math.min(longestRest, rest * took);
  }

  /** How long to wait until the next batch. */
  waitAt(now: number): number {
    return Math.max(0, this.paidAt - now - grace);
  }
}
