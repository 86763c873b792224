import type { IncomingMessage, Server } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { type Clients, serverMaterial, type ServerMaterial } from './material.js';
import { Renewed } from './renewed.js';

/** How long a client may take to agree on keys, in milliseconds. */
const handshakeTimeout = 10_000;

/** How a process serves HTTPS, with a certificate that is taken up again when it has changed on disk. */
export class ServerTls {
  private readonly renewed: Renewed<ServerMaterial>;
  private context: SecureContext;
  private server: HttpsServer | undefined;
  /** Connections whose two ends have not agreed on keys yet. */
  private readonly begun = new Map<string, Socket>();

  private constructor(
    clients: Clients,
    private readonly first: ServerMaterial,
  ) {
    this.context = createSecureContext(this.withVersion(first));
    this.renewed = new Renewed(
      () => serverMaterial(clients) ?? first,
      (material) => this.use(material),
    );
  }

  /** Undefined when the settings ask for plain HTTP. Throws `WrongSettings`. */
  static bySettings(clients: Clients): ServerTls | undefined {
    const material = serverMaterial(clients);
    return material && new ServerTls(clients, material);
  }

  /** Whether clients have to show a certificate of the authority. */
  get asksForCertificates(): boolean {
    return this.first.ca !== undefined;
  }

  get options(): ServerOptions {
    return {
      ...this.withVersion(this.first),
      handshakeTimeout,
      // A server for a second address (localhost has two) is known to nobody but this callback.
      SNICallback: (_name, done) => done(null, this.current()),
      // Who shows none is let in, and turned away at each door but those of the probes.
      ...(this.asksForCertificates && { requestCert: true, rejectUnauthorized: false }),
    };
  }

  /** Looks after a server that was made with these options. */
  keepCurrent(server: Server): void {
    this.server = server as unknown as HttpsServer;
    this.server.prependListener('connection', (socket: Socket) => {
      void this.current();
      const place = placeOf(socket);
      this.begun.set(place, socket);
      socket.once('close', () => this.begun.delete(place));
    });
    this.server.on('secureConnection', (socket) => this.begun.delete(placeOf(socket)));
  }

  /** Ends the connections that have not come about; a server that closes would wait for them. */
  endHandshakes(): void {
    for (const socket of this.begun.values()) socket.destroy();
  }

  /** Whether the client showed a certificate of the authority. */
  isProcess({ socket }: IncomingMessage): boolean {
    return socket instanceof TLSSocket && socket.authorized;
  }

  private current(): SecureContext {
    void this.renewed.current;
    return this.context;
  }

  private use(material: ServerMaterial): void {
    this.context = createSecureContext(this.withVersion(material));
    this.server?.setSecureContext(this.withVersion(material));
  }

  /** Processes of a system are of one age; anybody may be older. */
  private withVersion(material: ServerMaterial) {
    return { ...material, minVersion: this.asksForCertificates ? ('TLSv1.3' as const) : ('TLSv1.2' as const) };
  }
}

/** Names a connection, however it is wrapped. */
function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
