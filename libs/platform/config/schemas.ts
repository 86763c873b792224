import { z } from 'zod';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time, written `1500ms`, `2s`, `30m`, `1h` or `1d`; its value is in milliseconds. */
export const duration: z.ZodType<number> = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,3})?(ms|s|m|h|d)$/, 'must be a number with a unit: 1500ms, 2s, 30m, 1h or 1d')
  .transform((written) => {
    const unit = /[a-z]+$/.exec(written)![0];
    return Math.round(Number(written.slice(0, -unit.length)) * units[unit]!);
  });

/** Yes or no: `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`. */
export const flag: z.ZodType<boolean> = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'yes', 'on', '1', 'false', 'no', 'off', '0'], 'must be true or false'))
  .transform((written) => ['true', 'yes', 'on', '1'].includes(written));

/** A TCP port; 0 lets the system choose one. */
export const port: z.ZodType<number> = wholeNumber(0, 65_535);

/** An absolute URL. */
export const url: z.ZodType<string> = z.string().refine(URL.canParse, 'must be a URL such as http://host:3000');

/** A list written with commas; blanks around its parts do not count. */
export const list: z.ZodType<readonly string[]> = z.string().transform((written) =>
  written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** A whole number between two bounds, both included. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  const sentence = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^-?\d{1,16}$/, sentence)
    .transform(Number)
    .refine((number) => number >= least && number <= most, sentence);
}
