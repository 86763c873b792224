import { type Setting, WrongSettings } from '#platform/config';
import { assertIssued, authorityFrom, type Identity, identityFrom } from './certificates.js';
import * as settings from './settings.js';

/** Whom a process serves: the other processes of its system, or anybody. */
export type Clients = 'processes' | 'anybody';

/** What a server shows, and by what it knows its clients. */
export interface ServerMaterial extends Identity {
  readonly ca?: string;
}

/** What a process shows to the others, and by what it knows them. */
export interface ClientMaterial extends Identity {
  readonly ca: string;
}

/** Whether this process serves HTTPS. */
export function servesTls(): boolean {
  return settings.tlsCertificate.value !== undefined;
}

/** Whether processes are known by their certificates, so that they may speak to each other over TLS only. */
export function knowsByCertificate(): boolean {
  return settings.internalAuthority.value !== undefined;
}

/** Undefined when the process serves plain HTTP. */
export function serverMaterial(clients: Clients): ServerMaterial | undefined {
  const identity = identityFrom(settings.tlsCertificate, settings.tlsKey);
  if (clients === 'anybody') return identity;
  const ca = authorityFrom(settings.internalAuthority);
  if (ca === undefined) return identity;
  if (identity === undefined)
    throw new WrongSettings([
      'INTERNAL_TLS_CA is set, but TLS_CERT and TLS_KEY are not: other processes reach this one over TLS only.',
    ]);
  assertIssued(settings.tlsCertificate, settings.internalAuthority);
  return { ...identity, ca };
}

/** Undefined when processes speak to each other without TLS. */
export function clientMaterial(): ClientMaterial | undefined {
  const [certificate, key] = shownToOthers();
  const identity = identityFrom(certificate, key);
  const ca = authorityFrom(settings.internalAuthority);
  if (ca === undefined) {
    if (certificate === settings.tlsCertificate) return undefined;
    throw new WrongSettings([
      'INTERNAL_TLS_CERT is for processes that are known by INTERNAL_TLS_CA, which is not set.',
    ]);
  }
  if (identity === undefined)
    throw new WrongSettings([
      'INTERNAL_TLS_CA is set, but this process has no certificate to show: set INTERNAL_TLS_CERT and INTERNAL_TLS_KEY.',
    ]);
  assertIssued(certificate, settings.internalAuthority);
  return { ...identity, ca };
}

function shownToOthers(): readonly [Setting<string | undefined>, Setting<string | undefined>] {
  const { internalCertificate, internalKey, tlsCertificate, tlsKey } = settings;
  const isOwn = internalCertificate.value !== undefined || internalKey.value !== undefined;
  return isOwn ? [internalCertificate, internalKey] : [tlsCertificate, tlsKey];
}

/** Checks all settings of TLS at once. Throws `WrongSettings`. */
export function checkTls(clients: Clients): void {
  const sentences = [() => serverMaterial(clients), clientMaterial].flatMap((read) => {
    try {
      read();
      return [];
    } catch (error) {
      if (error instanceof WrongSettings) return error.sentences;
      throw error;
    }
  });
  if (sentences.length > 0) throw new WrongSettings([...new Set(sentences)]);
}
