import { z } from 'zod';
import { list, setting } from '#platform/config';
import { logger } from '#platform/observability';
import { type Protection, protections } from './protections.js';

export type { Protection } from './protections.js';

const names = Object.keys(protections) as [Protection, ...Protection[]];
const known = z.array(
  z.enum(names, { error: ({ input }) => `there is no "${String(input)}"; there are ${names.join(', ')}` }),
);

const weakened = setting(
  'WEAKENED',
  list
    .pipe(known)
    .refine(() => process.env['NODE_ENV'] !== 'production', 'no protection may be taken away in production'),
  'the protections that are taken away from this process, for tests that show what each of them protects from',
);

const armed = arm();

/** Whether a protection is taken away. Decided once, when the process starts; by default it is a constant `false`. */
export function isWeakened(protection: Protection): boolean {
  return armed !== undefined && armed.has(protection);
}

/** What cannot be read takes nothing away here; the check of all settings then ends the start. */
function arm(): ReadonlySet<Protection> | undefined {
  if (!process.env[weakened.name] || !isReadable()) return undefined;
  const without = Object.fromEntries(weakened.value!.map((name) => [name, protections[name]]));
  logger('weakening').error('WEAKENED: PROTECTIONS ARE TAKEN AWAY, AND DATA WILL BE LOST. This is for tests only.', {
    without,
  });
  return new Set(weakened.value);
}

function isReadable(): boolean {
  try {
    return weakened.value !== undefined;
  } catch {
    return false;
  }
}
