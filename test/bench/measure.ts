import type { EmbeddedPostgres } from '#platform/embedded-postgres';
import type { Section } from './figures/section.js';

/** What the measures of one run share. */
export interface Bench {
  readonly postgres: EmbeddedPostgres;
  /** For files of the run. */
  readonly folder: string;
  /** Small sizes: to see that it works, not to be quoted. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** Whether the peers are there to be measured. */
  readonly withPeers: boolean;
}

export interface Measure {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  /** Takes so long that it runs only when it is named. */
  readonly isLong?: boolean;
  run(bench: Bench): Promise<Section>;
}
