// The health check of the image: asks this very process whether it lives, over TLS where that is what it serves.
import http from 'node:http';
import https from 'node:https';

const { PORT, TLS_CERT } = process.env;
// It asks itself on the loopback address; there is nobody else whose certificate could be meant.
const [client, options] = TLS_CERT ? [https, { rejectUnauthorized: false }] : [http, {}];

client
  .get({ host: '127.0.0.1', port: PORT, path: '/health/live', timeout: 2_000, ...options }, ({ statusCode }) =>
    process.exit(statusCode === 200 ? 0 : 1),
  )
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
