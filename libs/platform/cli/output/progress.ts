import type { Terminal } from '../terminal.js';

/** How far some work is. */
export interface Stage {
  readonly done: number;
  readonly of: number;
  /** A second; null while nobody knows. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

const barWidth = 24;

/** A bar that is drawn over itself; where nobody looks on nothing is drawn. */
export class Progress {
  private isDrawn = false;

  constructor(
    private readonly what: string,
    private readonly terminal: Pick<Terminal, 'draw' | 'columns'>,
  ) {}

  show(stage: Stage): void {
    this.isDrawn = true;
    this.terminal.draw?.(progressLine(this.what, stage).slice(0, this.terminal.columns - 1));
  }

  /** Takes the bar away. */
  end(): void {
    if (this.isDrawn) this.terminal.draw?.('');
  }
}

export function progressLine(what: string, { done, of, rate, secondsLeft }: Stage): string {
  const share = of === 0 ? 1 : Math.min(1, done / of);
  const filled = Math.floor(share * barWidth);
  const parts = [
    `${what} [${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${Math.floor(share * 100)} %`,
    `${done.toLocaleString('en')} of ${of.toLocaleString('en')}`,
    ...(rate === null ? [] : [`${Math.round(rate).toLocaleString('en')}/s`]),
    ...(secondsLeft === null ? [] : [`${timeLeft(secondsLeft)} left`]),
  ];
  return parts.join('  ');
}

/** How long: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Measures the rate of work that only knows how much it has done. */
export class Pace {
  private readonly from = performance.now();

  constructor(private readonly of: number) {}

  at(done: number): Stage {
    const seconds = (performance.now() - this.from) / 1_000;
    const rate = seconds < 0.5 ? null : done / seconds;
    return { done, of: this.of, rate, secondsLeft: rate === null || rate === 0 ? null : (this.of - done) / rate };
  }
}
