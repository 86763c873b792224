import { hostname } from 'node:os';
import { servesTls } from '#platform/tls';
import { advertisedUrl } from './settings.js';

/** Where other processes reach one that listens on this address. */
export function advertisedOrigin(host: string, port: number): string {
  if (advertisedUrl.value !== undefined) return new URL(advertisedUrl.value).origin;
  const name = ['0.0.0.0', '::'].includes(host) ? hostname() : host;
  return `${servesTls() ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
