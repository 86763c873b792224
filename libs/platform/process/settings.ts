import { z } from 'zod';
import { duration, port, setting, url } from '#platform/config';

export const databaseUrl = setting(
  'DATABASE_URL',
  url,
  'the address of a PostgreSQL server, with a role that may create roles and schemas; unset, one is started under .data/',
  { secret: true },
);
export const httpPort = setting('PORT', port, 'the port to serve on', { default: '3000' });
export const httpHost = setting('HOST', z.string().min(1), 'the address to serve on', { default: 'localhost' });
export const stopTimeout = setting(
  'STOP_TIMEOUT',
  duration,
  'how long a stop may wait for requests and batches at work',
  {
    default: '8s',
  },
);
