import { z } from 'zod';
import { setting } from '#platform/config';

const systemPattern = /^[a-z][a-z0-9-]{0,30}$/;

export const systemName = setting(
  'SYSTEM_NAME',
  z.string().regex(systemPattern, 'must be lower-case letters, digits and dashes'),
  'what the names of streams and subjects at the broker begin with; the same in every process of a system',
  { default: 'tearline' },
);
