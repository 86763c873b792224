import type { NatsConnection, ServerInfo } from '@nats-io/transport-node';
import { logger } from '#platform/observability';

const log = logger('nats');

/**
 * Says at the start what this broker may lose. Nothing of it is lost to the system, whose logs are its record. A broker on this
 * machine, for trying and for tests, is no reason to warn.
 */
export function warnOfServer(connection: NatsConnection): void {
  const level = /^(127\.|\[::1\]|localhost)/.test(connection.getServer()) ? 'info' : 'warn';
  const remarks = remarksOn(connection.info).join(' ');
  log[level](`About the broker ${connection.getServer()}: ${remarks}`, { version: connection.info?.version });
}

/** What a broker may lose, and what it cannot do. */
export function remarksOn({ version = '0.0.0', cluster }: Partial<ServerInfo> = {}): readonly string[] {
  return [
    cluster === undefined
      ? 'It is a single server: while it is away, feeds come from their owners over HTTP, more slowly.'
      : undefined,
    isBefore(version, 2, 10)
      ? `It is version ${version}, which cannot be told to sync each write to disk: a power cut may lose what it has confirmed. Readers notice the hole and ask the owner. 2.10 or later is recommended.`
      : 'Whether it syncs each write to disk (sync_interval: always) cannot be seen from here; by default it does so every two minutes, and a power cut may lose what it has confirmed. Readers notice the hole and ask the owner.',
  ].filter((remark) => remark !== undefined);
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
