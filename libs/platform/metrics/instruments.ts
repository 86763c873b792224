/** The values of an instrument's labels. There must be few of each: never an id, never what a caller chose. */
export type Labels<Name extends string = string> = Readonly<Record<Name, string>>;

export type InstrumentKind = 'counter' | 'gauge' | 'histogram';

/** One figure of an instrument at one moment. */
export interface Sample {
  readonly instrument: string;
  readonly labels: Labels;
  readonly value: number;
  /** Of a histogram: which of its figures. */
  readonly part?: '_bucket' | '_sum' | '_count';
}

/** One line of the page that lists all instruments. */
export interface DescribedInstrument {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly about: string;
  readonly labels: readonly string[];
}

/** What was declared, and what it shows at this moment; a gauge shows nothing by itself. */
export interface DeclaredInstrument extends DescribedInstrument {
  samples(): readonly Sample[];
}

/** One line of a counter. Keep it where counting is frequent: to count is then one addition. */
export interface Count {
  add(more?: number): void;
}

export interface Counter<Name extends string> {
  of(labels: Labels<Name>): Count;
}

/** One line of a histogram. */
export interface Distribution {
  record(value: number): void;
  /** Records the seconds since a moment of `performance.now()`. */
  recordSince(begun: number): void;
}

export interface Histogram<Name extends string> {
  of(labels: Labels<Name>): Distribution;
}

/** Figures that are asked for and not counted; see `scraped`. */
export interface Gauge<Name extends string> {
  at(labels: Labels<Name>, value: number): Sample;
}

/** From a tenth of a millisecond to ten seconds. */
export const durations = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** How many at once. */
export const sizes = [1, 2, 5, 10, 25, 50, 100, 250, 500];

const declared = new Map<string, DeclaredInstrument>();

/**
 * Declares a counter; its name ends in `_total`, and two instruments with one name are an error. `about` is a sentence's
 * beginning without its full stop, for the page of all metrics.
 *
 * @example
 * const appended = counter('tearline_log_appended_events_total', 'Events appended', ['context']);
 * appended.of({ context: 'orders' }).add(3);
 */
export function counter<Name extends string = never>(
  name: string,
  about: string,
  labels: readonly Name[] = [],
): Counter<Name> {
  if (!name.endsWith('_total')) throw new Error(`"${name}" counts, so its name must end in _total`);
  const lines = new Lines(labels, () => new CountLine());
  const samples = () =>
    lines.all.map(({ labels: own, line }) => ({ instrument: name, labels: own, value: line.value }));
  declare({ name, kind: 'counter', about, labels, samples });
  return lines;
}

/** Declares a histogram over its buckets' upper bounds; a duration is in seconds, and its name says so. */
export function histogram<Name extends string = never>(
  name: string,
  about: string,
  labels: readonly Name[],
  buckets: readonly number[],
): Histogram<Name> {
  const lines = new Lines(labels, () => new DistributionLine(buckets));
  const samples = () => lines.all.flatMap(({ labels: own, line }) => line.samples(name, own));
  declare({ name, kind: 'histogram', about, labels, samples });
  return lines;
}

/** Declares a gauge. */
export function gauge<Name extends string = never>(
  name: string,
  about: string,
  labels: readonly Name[] = [],
): Gauge<Name> {
  declare({ name, kind: 'gauge', about, labels, samples: () => [] });
  return { at: (own, value) => ({ instrument: name, labels: own, value }) };
}

/** All declared instruments by name. */
export function instruments(): readonly DeclaredInstrument[] {
  return [...declared.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function declare(instrument: DeclaredInstrument): void {
  const { name } = instrument;
  if (!/^tearline_[a-z]+(_[a-z]+)*$/.test(name))
    throw new Error(`"${name}" is not an instrument's name: write it like tearline_log_appended_events_total`);
  if (declared.has(name)) throw new Error(`The instrument ${name} is declared twice`);
  declared.set(name, instrument);
}

/** The lines of one instrument, one for each combination of its labels' values that has come up. */
class Lines<Name extends string, Line> {
  private readonly byValues = new Map<string, { readonly labels: Labels<Name>; readonly line: Line }>();

  constructor(
    private readonly names: readonly Name[],
    private readonly begin: () => Line,
  ) {}

  of(labels: Labels<Name>): Line {
    let key = '';
    for (const name of this.names) key += `${labels[name]}\n`;
    const known = this.byValues.get(key);
    if (known !== undefined) return known.line;
    const line = this.begin();
    this.byValues.set(key, { labels: { ...labels }, line });
    return line;
  }

  get all(): { readonly labels: Labels<Name>; readonly line: Line }[] {
    return [...this.byValues.values()];
  }
}

class CountLine implements Count {
  value = 0;

  add(more = 1): void {
    this.value += more;
  }
}

class DistributionLine implements Distribution {
  private readonly counts: number[];
  private sum = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  record(value: number): void {
    let index = 0;
    while (index < this.bounds.length && value > this.bounds[index]!) index++;
    this.counts[index]!++;
    this.sum += value;
  }

  recordSince(begun: number): void {
    this.record((performance.now() - begun) / 1000);
  }

  samples(instrument: string, labels: Labels): readonly Sample[] {
    let count = 0;
    const buckets = this.counts.map((more, index) => {
      const le = String(this.bounds[index] ?? '+Inf');
      return { instrument, part: '_bucket', labels: { ...labels, le }, value: (count += more) } as const;
    });
    const rest = [{ part: '_sum', value: this.sum } as const, { part: '_count', value: count } as const];
    return [...buckets, ...rest.map((figure) => ({ instrument, labels, ...figure }))];
  }
}
