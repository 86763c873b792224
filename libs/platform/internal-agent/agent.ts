import { clientMaterial, Renewed } from '#platform/tls';
import { Agent, buildConnector } from 'undici';
import { type Connector, inTurns } from './turns.js';

export interface InternalAgentOptions {
  /** How long a connection may take to come about once its turn has come, in milliseconds. */
  readonly timeout: number;
  /** The name by which the process at an origin was found, when the origin is its network address. */
  readonly nameOf?: (origin: string) => string | undefined;
  readonly connections?: number;
}

/** A process was not connected to, because it could not be trusted; nothing was sent. */
export class Untrusted extends Error {
  readonly code = 'UNTRUSTED';

  constructor(origin: string, reason: string, cause?: unknown) {
    super(`${origin} is not trusted: ${reason}`, { cause });
    this.name = 'Untrusted';
  }
}

/**
 * Carries requests to other processes of the system. Where `INTERNAL_TLS_CA` is set it speaks TLS only, shows this process's
 * certificate, and believes none but certificates of that authority that bear the name or address it asked for.
 */
export function internalAgent({ timeout, nameOf, connections }: InternalAgentOptions): Agent {
  return new Agent({
    keepAliveTimeout: 30_000,
    connect: inTurns(trusting(timeout, nameOf ?? (() => undefined))),
    ...(connections !== undefined && { connections }),
  });
}

function trusting(timeout: number, nameOf: (origin: string) => string | undefined): Connector {
  // A resumed session is not checked again, so none is.
  const connectorFor = (material: object | undefined) =>
    buildConnector({ timeout, allowH2: false, maxCachedSessions: 0, ...material });
  let connector: Connector;
  const material = new Renewed(
    () => clientMaterial() ?? null,
    (renewed) => (connector = connectorFor(renewed ?? undefined)),
  );
  connector = connectorFor(material.current ?? undefined);
  return (options, done) => {
    const origin = `${options.protocol}//${options.host ?? options.hostname}`;
    const mustBeTls = material.current !== null;
    if (mustBeTls && options.protocol !== 'https:')
      return done(new Untrusted(origin, 'with INTERNAL_TLS_CA other processes are reached over https only'), null);
    const servername = nameOf(origin) ?? options.servername;
    connector({ ...options, ...(servername !== undefined && { servername }) }, (...[error, socket]) => {
      if (error === null) return done(null, socket);
      done(isOfTheCertificate(error) ? new Untrusted(origin, error.message, error) : error, null);
    });
  };
}

/** Node names such failures in many ways, and all others of a connection in a few. */
function isOfTheCertificate(error: Error): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return /CERT|SIGNATURE|ISSUER|^ERR_(TLS|SSL)|^EPROTO$/.test(code);
}
