import { setting, wholeNumber } from '#platform/config';
import { z } from 'zod';

export const databaseRoleSecret = setting(
  'DATABASE_ROLE_SECRET',
  z.string().min(16, 'must have at least 16 characters'),
  "what the passwords of the contexts' roles are derived from; unset, the password in the database's address",
  { secret: true },
);
export const databaseRolePrefix = setting(
  'DATABASE_ROLE_PREFIX',
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,30}$/,
      'must be at most 31 lower-case letters, digits and underscores, the first one a letter',
    ),
  "what the names of the contexts' roles start with; unset, the database's name",
);
export const connectionsPerContext = setting(
  'DATABASE_CONNECTIONS',
  wholeNumber(3, 1_000),
  'how many database connections one context of one process may hold',
  { default: '8' },
);
export const hotStreams = setting(
  'HOT_STREAMS',
  wholeNumber(1),
  'how many streams of one context are kept folded in memory',
  {
    default: '20000',
  },
);
