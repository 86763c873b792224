import { z } from 'zod';
import { setting } from '#platform/config';

const complaint = 'must be written like orders=2,catalog=3';
const counts: z.ZodType<ReadonlyMap<string, number>> = z.string().transform((written, check) => {
  const pairs = written
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => part.trim().split('='));
  if (pairs.every(([name, count]) => /^[a-z-]+$/.test(name!) && /^[1-9]\d?$/.test(count ?? ''))) {
    return new Map(pairs.map(([name, count]) => [name!, Number(count)]));
  }
  check.addIssue(complaint);
  return z.NEVER;
});

export const instanceCounts = setting(
  'SPLIT_INSTANCES',
  counts,
  'how many processes of an app the split on one machine runs, where it is not one: orders=2,catalog=3',
  { default: '' },
);
