import { PeriodBackwards } from '../domain/analytics.errors.js';

const day = 24 * 60 * 60 * 1000;

export interface Period {
  readonly from: string;
  readonly to: string;
}

/** The period asked for; left open it ends now and is a day long. Days without a time begin at midnight UTC. */
export function period(from: string | undefined, to: string | undefined, now: string): Period {
  const end = Date.parse(to ?? now);
  const start = from === undefined ? end - day : Date.parse(from);
  if (!(start < end)) throw new PeriodBackwards({ from: from ?? null, to: to ?? null });
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}
