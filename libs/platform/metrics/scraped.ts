import { inTime } from '#platform/waiting';
import { gauge, type Sample } from './instruments.js';

const stale = gauge(
  'tearline_metrics_stale',
  '1 while a part of the figures could not be had in time and its last ones are shown',
  ['part'],
);

/** How long a scrape waits for figures that have to be asked for, in milliseconds. */
const patience = 800;

/** Figures that are asked for when somebody scrapes. */
class Part {
  private asking: Promise<void> | undefined;
  private last: readonly Sample[] = [];

  constructor(
    readonly name: string,
    private readonly collect: () => readonly Sample[] | Promise<readonly Sample[]>,
  ) {}

  /** The figures of this moment; the last ones when they do not come in time. A question without an answer is not asked again. */
  async samples(): Promise<{ readonly isStale: boolean; readonly samples: readonly Sample[] }> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    const hasFresh = this.asking.then(
      () => true,
      () => false,
    );
    const isStale = !(await inTime(patience, hasFresh));
    return { isStale, samples: this.last };
  }

  private async ask(): Promise<void> {
    this.last = await this.collect();
  }
}

const parts = new Set<Part>();

/**
 * Has figures asked for at every scrape, until the returned function is called. `collect` answers with all of its gauges'
 * lines at once; one that it leaves out is gone. When it fails or takes longer than 0.8 s its last figures are shown, and
 * `tearline_metrics_stale` is 1 for its part.
 */
export function scraped(part: string, collect: () => readonly Sample[] | Promise<readonly Sample[]>): () => void {
  const added = new Part(part, collect);
  parts.add(added);
  return () => void parts.delete(added);
}

/** Everything that has to be asked for, at this moment. */
export async function samplesAskedFor(): Promise<readonly Sample[]> {
  const all = await Promise.all([...parts].map(async (part) => ({ part: part.name, ...(await part.samples()) })));
  return all.flatMap(({ part, isStale, samples }) => [...samples, stale.at({ part }, Number(isStale))]);
}
