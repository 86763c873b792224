import { z } from 'zod';
import { duration, list, setting, wholeNumber } from '#platform/config';

const systemPattern = /^[a-z][a-z0-9-]{0,30}$/;

export const systemName = setting(
  'SYSTEM_NAME',
  z.string().regex(systemPattern, 'must be lower-case letters, digits and dashes'),
  'what the names of streams and subjects at the broker begin with; the same in every process of a system',
  { default: 'tearline' },
);

export const natsUrl = setting('NATS_URL', list, 'the addresses of the NATS servers', {
  default: 'nats://127.0.0.1:4222',
});
export const natsCredentials = setting(
  'NATS_CREDENTIALS',
  z.string().min(1),
  'the file with the NATS user’s JWT and seed',
);
export const natsUser = setting('NATS_USER', z.string().min(1), 'the NATS user');
export const natsPassword = setting('NATS_PASSWORD', z.string().min(1), "the NATS user's password", { secret: true });
export const natsTlsAuthority = setting(
  'NATS_TLS_CA',
  z.string().min(1),
  'the file with the certificates of the authorities by which NATS servers are known; set, connections use TLS',
);
export const natsTlsCertificate = setting(
  'NATS_TLS_CERT',
  z.string().min(1),
  'the file with the certificate shown to NATS servers',
);
export const natsTlsKey = setting('NATS_TLS_KEY', z.string().min(1), 'the file with the key of that certificate');
export const natsStreamAge = setting('NATS_STREAM_AGE', duration, 'how long messages stay at the broker', {
  default: '7d',
});
export const natsStreamBytes = setting(
  'NATS_STREAM_BYTES',
  wholeNumber(1_048_576),
  'how many bytes of one context stay at the broker; the oldest go first, and who still wants them asks the owner',
  { default: '268435456' },
);
export const natsReplicas = setting(
  'NATS_REPLICAS',
  wholeNumber(1, 5),
  'on how many servers of a cluster each message is kept',
  {
    default: '1',
  },
);
