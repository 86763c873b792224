import { z } from 'zod';
import { setting } from '#platform/config';
import { type CrashPoint, points } from './points.js';

export { type CrashPoint, points as crashPoints } from './points.js';

/** What becomes of the process: it dies without a word, it stands still until it is sent SIGCONT, or its event loop is blocked for seven seconds: longer than the silence that ends its ownership. */
const ends = {
  kill: () => process.kill(process.pid, 'SIGKILL'),
  freeze: () => process.kill(process.pid, 'SIGSTOP'),
  block: () => {
    process.stderr.write('The event loop is blocked.\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 7_000);
  },
} as const;

type End = keyof typeof ends;

interface Armed {
  readonly point: CrashPoint;
  /** At which passing, from 1. */
  readonly nth: number;
  readonly end: End;
}

const names = Object.keys(points);
const written = z
  .string()
  .regex(
    /^[a-z-]+(:[1-9]\d*(:(kill|freeze|block))?)?$/,
    'must be a crash point, optionally with :<nth> and :<kill|freeze|block>',
  )
  .refine((text) => names.includes(text.split(':')[0]!), `must begin with one of ${names.join(', ')}`)
  .transform((text): Armed => {
    const [point, nth = '1', end = 'kill'] = text.split(':');
    return { point: point as CrashPoint, nth: Number(nth), end: end as End };
  })
  .refine(() => process.env['NODE_ENV'] !== 'production', 'no process may be made to crash in production');

const crashAt = setting(
  'CRASH_AT',
  written,
  'where this process dies, for tests that show what is left then: `<point>`, `<point>:<nth passing>`, or with `:freeze` or `:block` behind it for one that stands still',
);

const armed = arm();
let passed = 0;

/** A place where a test may have the process die. Unless `CRASH_AT` names it, passing costs one comparison. */
export function crashPoint(point: CrashPoint): void {
  if (armed === undefined || armed.point !== point) return;
  passed += 1;
  if (passed === armed.nth) ends[armed.end]();
}

/** The same for what has just been asked for: in the next turn of the event loop the question is on its way. */
export function crashPointOnceAsked(point: CrashPoint): void {
  if (armed?.point === point) setImmediate(() => crashPoint(point));
}

/** What cannot be read arms nothing here; the check of all settings then ends the start. */
function arm(): Armed | undefined {
  try {
    return crashAt.value;
  } catch {
    return undefined;
  }
}
