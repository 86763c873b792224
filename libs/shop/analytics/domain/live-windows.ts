/** What was counted in one currency. */
export interface Figures {
  readonly orders: number;
  readonly revenue: number;
  readonly refunds: number;
}

/** What happened in ten seconds, by currency. */
export interface Step {
  readonly begin: string;
  readonly figures: Readonly<Record<string, Figures>>;
}

/** A stretch of time, its end not included. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

export const [step, minute, hour] = [10_000, 60_000, 3_600_000] as const;

/** The beginning of the step, minute or hour in which something happens. */
export const beginOf = (time: string, length: number): string => isoOf(Math.floor(Date.parse(time) / length) * length);

/** The windows that are of interest at a time. Those that tumble stand still until they are over; those that slide end with the step that runs. */
export function windowsAt(now: string) {
  return {
    minute: tumbling(now, minute, 0),
    previousMinute: tumbling(now, minute, 1),
    hour: tumbling(now, hour, 0),
    previousHour: tumbling(now, hour, 1),
    last5Minutes: sliding(now, 5 * minute),
    last60Minutes: sliding(now, hour),
  } as const;
}

/** What happened in a window, by currency. */
export function sumOf(
  steps: readonly Step[],
  { from, to }: Stretch,
): readonly (Figures & { readonly currency: string })[] {
  const sums = new Map<string, Figures>();
  for (const { begin, figures } of steps) {
    if (begin < from || begin >= to) continue;
    for (const [currency, more] of Object.entries(figures)) sums.set(currency, added(sums.get(currency), more));
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => ({ currency, ...sum }));
}

export function added(sum: Figures | undefined, more: Figures): Figures {
  return {
    orders: (sum?.orders ?? 0) + more.orders,
    revenue: (sum?.revenue ?? 0) + more.revenue,
    refunds: (sum?.refunds ?? 0) + more.refunds,
  };
}

function tumbling(now: string, length: number, back: number): Stretch {
  const from = Date.parse(beginOf(now, length)) - back * length;
  return { from: isoOf(from), to: isoOf(from + length) };
}

function sliding(now: string, length: number): Stretch {
  const to = Date.parse(beginOf(now, step)) + step;
  return { from: isoOf(to - length), to: isoOf(to) };
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
