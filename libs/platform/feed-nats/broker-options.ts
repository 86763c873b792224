import { readFileSync } from 'node:fs';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { credsAuthenticator, type NodeConnectionOptions, type TlsOptions } from '@nats-io/transport-node';
import { type Setting, WrongSettings } from '#platform/config';
import {
  natsCredentials,
  natsPassword,
  natsTlsAuthority,
  natsTlsCertificate,
  natsTlsKey,
  natsUrl,
  natsUser,
} from '#platform/nats-access';
import { authorityFrom, identityFrom } from '#platform/tls';

/** A connection that never gives up, and notices within seconds that nobody is there any more. It takes no stack traces of requests in advance: they cost more than the requests. */
export const patient: NodeConnectionOptions = {
  noAsyncTraces: true,
  timeout: 3_000,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 250,
  reconnectJitter: 250,
  pingInterval: 2_000,
  maxPingOut: 2,
};

/** The connection that the settings ask for. Throws `WrongSettings`. */
export function brokerOptions(name: string): NodeConnectionOptions {
  const [credentials, user, pass] = [credentialsFile(), natsUser.value, natsPassword.value];
  refuseHalf(natsUser, natsPassword);
  const tls = tlsOptions();
  return {
    ...patient,
    name,
    servers: [...natsUrl.value],
    ...(user !== undefined && pass !== undefined && { user, pass, inboxPrefix: `_INBOX_${user}` }),
    ...(credentials !== undefined && { authenticator: credsAuthenticator(credentials) }),
    ...(tls !== undefined && { tls }),
  };
}

/** The files are read again for each connection. */
function tlsOptions(): TlsOptions | undefined {
  const identity = identityFrom(natsTlsCertificate, natsTlsKey);
  if (authorityFrom(natsTlsAuthority) === undefined) {
    if (identity === undefined) return undefined;
    throw new WrongSettings(['NATS_TLS_CERT is shown to servers that are known by NATS_TLS_CA, which is not set.']);
  }
  const [caFile, certFile, keyFile] = [natsTlsAuthority.value!, natsTlsCertificate.value, natsTlsKey.value];
  const own = identity === undefined ? {} : { certFile: certFile!, keyFile: keyFile! };
  return { caFile, ...own, ...identityOf(natsUrl.value) };
}

/**
 * The client library does not say by which address it asked: Node then takes the name to be localhost. A server must bear one
 * of the names and addresses in NATS_URL, or the name by which a server of theirs sent us on.
 */
function identityOf(servers: readonly string[]): object {
  const hosts = servers.map((server) => hostOf(server));
  return {
    checkServerIdentity: (name: string, certificate: PeerCertificate) => {
      const names = name === 'localhost' ? hosts : [name, ...hosts];
      const failures = names.map((one) => checkServerIdentity(one, certificate));
      return failures.includes(undefined) ? undefined : failures[0];
    },
  };
}

function hostOf(server: string): string {
  const { hostname } = new URL(server.includes('://') ? server : `nats://${server}`);
  return hostname.replaceAll(/^\[|\]$/g, '');
}

function refuseHalf(one: Setting<string | undefined>, other: Setting<string | undefined>): void {
  const [set, unset] = one.value === undefined ? [other, one] : [one, other];
  if (set.value !== undefined && unset.value === undefined)
    throw new WrongSettings([`${set.name} is set, but ${unset.name} is not: set both.`]);
}

function credentialsFile(): Buffer | undefined {
  const { name, value } = natsCredentials;
  if (value === undefined) return undefined;
  try {
    return readFileSync(value);
  } catch (error) {
    throw new WrongSettings([
      `${name} names ${value}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    ]);
  }
}
