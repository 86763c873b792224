import { duration, setting } from '#platform/config';

export const sessionLife = setting(
  'SESSION_LIFE',
  duration,
  'how long after signing in a refresh token may still be exchanged',
  { default: '30d' },
);
