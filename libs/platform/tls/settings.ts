import { z } from 'zod';
import { duration, setting } from '#platform/config';

const file = z.string().min(1);

export const tlsCertificate = setting(
  'TLS_CERT',
  file,
  'the file with the certificate of this process, those that vouch for it behind it; set, it serves HTTPS',
);
export const tlsKey = setting('TLS_KEY', file, 'the file with the key of that certificate');
export const internalAuthority = setting(
  'INTERNAL_TLS_CA',
  file,
  'the file with the certificates of the authorities by which processes of the system know each other; set, they speak to each other over TLS only',
);
export const internalCertificate = setting(
  'INTERNAL_TLS_CERT',
  file,
  'the file with the certificate that this process shows to other processes; unset, TLS_CERT',
);
export const internalKey = setting('INTERNAL_TLS_KEY', file, 'the file with the key of that certificate');
export const tlsReload = setting(
  'TLS_RELOAD',
  duration,
  'how long after they have changed the files with certificates are read again at the latest',
  { default: '30s' },
);
