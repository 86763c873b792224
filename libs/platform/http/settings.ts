import { z } from 'zod';
import { duration, list, setting, wholeNumber } from '#platform/config';

export const bodyLimit = setting('HTTP_BODY_LIMIT', wholeNumber(1), 'how many bytes a request may carry', {
  default: '262144',
});
export const trustedProxies = setting(
  'HTTP_TRUSTED_PROXIES',
  list,
  'the addresses or networks of the proxies whose X-Forwarded-… headers are believed',
);
export const requestTimeout = setting(
  'HTTP_REQUEST_TIMEOUT',
  duration,
  'how long a client may take to send a request',
  {
    default: '30s',
  },
);
export const connectionTimeout = setting(
  'HTTP_CONNECTION_TIMEOUT',
  duration,
  'how long a connection may be silent in a request',
  {
    default: '2m',
  },
);
export const keepAliveTimeout = setting('HTTP_KEEP_ALIVE', duration, 'how long a connection is kept between requests', {
  default: '72s',
});
export const streamsPerClient = setting(
  'HTTP_STREAMS_PER_CLIENT',
  wholeNumber(1),
  'how many subscriptions and event streams one client may have open at a process',
  { default: '20' },
);
export const corsOrigins = setting(
  'HTTP_CORS_ORIGINS',
  list,
  'the origins whose pages may call this API from a browser; none when unset',
);
export const accessLog = setting(
  'HTTP_ACCESS_LOG',
  z.enum(['debug', 'info'], 'must be debug or info'),
  'the level at which ordinary requests are logged; refused ones are logged at info, failed ones as warnings',
  { default: 'debug' },
);
export const consistencyWait = setting(
  'HTTP_CONSISTENCY_WAIT',
  duration,
  'how long a request waits for the place its Consistency-Token names',
  { default: '3s' },
);
export const idempotencySecret = setting(
  'IDEMPOTENCY_SECRET',
  z.string().min(16, 'must have at least 16 characters'),
  'the key under which bodies of repeatable requests are fingerprinted; the same in every process',
  { default: 'only-for-development', secret: true, requiredInProduction: true },
);
