import { figuresOf, type Rounds } from './rounds.js';
import { type Figures, speed } from './statistics.js';
import type { Finding } from './targets.js';

/** One figure of one contender, in every round. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly number[];
}

/** Figures over something else than rounds. */
export interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly over: string;
  readonly at: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export type Line = Readonly<Record<string, string | number>>;

/** A table of what a measure found besides. */
export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** What a measure found. */
export interface Section {
  /** What exactly was done, and with which settings. */
  readonly method: string;
  readonly series: readonly Series[];
  /** Ratios first. */
  readonly findings: readonly Finding[];
  readonly plots?: readonly Plot[];
  readonly tables?: readonly Table[];
  /** Why something is not there. */
  readonly leftOut?: readonly string[];
}

/** What figures by round have to say: speed first, then latencies, of every contender. */
export function sectionOf(
  rounds: Rounds<Figures>,
  said: Omit<Section, 'series'> & { readonly series?: readonly Series[] },
): Section {
  const of = (name: string, called: string, unit: string, figure: (figures: Figures) => number): Series => ({
    name: called,
    unit,
    rounds: figuresOf(rounds, name, figure),
  });
  const names = [...rounds.keys()];
  const series = [
    ...names.map((name) => of(name, name, '/s', speed)),
    ...names.flatMap((name) => [
      of(name, `${name}, p50`, 'ms', ({ p50 }) => p50),
      of(name, `${name}, p99`, 'ms', ({ p99 }) => p99),
    ]),
  ];
  return { ...said, series: [...series, ...(said.series ?? [])] };
}
