import type { Line, Section } from '../figures/section.js';
import type { Verdict } from '../figures/targets.js';

/** What one measure found, and how busy the machine was when it began. */
export interface Measured extends Section {
  readonly name: string;
  readonly title: string;
  readonly begun: string;
  readonly seconds: number;
  /** Why it came to no end; what it found is empty then. */
  readonly failed?: string;
}

/** All that a run found. */
export interface Results {
  readonly begun: string;
  readonly machine: Line;
  readonly options: Line;
  readonly verdicts: readonly Verdict[];
  readonly sections: readonly Measured[];
}
