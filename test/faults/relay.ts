import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Passage {
  readonly port: number;
  readonly server: Socket;
}

/** An address that stays while the server behind it goes away and comes back elsewhere. */
export class Relay {
  private target: () => number | undefined = () => undefined;
  /** Those who are connected, and how each is led on. */
  private readonly clients = new Map<Socket, Passage>();

  private constructor(private readonly listener: Server) {
    listener.on('connection', (client) => this.pass(client));
  }

  static async open(): Promise<Relay> {
    const listener = createServer();
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    return new Relay(listener);
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Where new connections lead; to nowhere, they are closed at once. */
  leadTo(port: number | undefined): void {
    this.target = () => port;
  }

  /** Asks for each new connection where it leads. */
  lead(target: () => number | undefined): void {
    this.target = target;
  }

  /** The same address with the relay's port. */
  inFrontOf(address: string): string {
    const url = new URL(address);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** How many clients are led to a port at this moment. */
  connectionsTo(port: number): number {
    return [...this.clients.values()].filter((passage) => passage.port === port).length;
  }

  /** Whether a client is connected, whom the server behind knows by that port. */
  isConnectedFrom(port: number): boolean {
    return [...this.clients.values()].some(({ server }) => server.localPort === port);
  }

  close(): void {
    this.listener.close();
    for (const client of this.clients.keys()) client.destroy();
  }

  // A reset would be more like a crash, but Node can leave the socket of a `resetAndDestroy` behind and then never exits.
  private pass(client: Socket): void {
    const port = this.target();
    if (port === undefined) return void client.destroy();
    const server = connect(port, 'localhost');
    this.clients.set(client, { port, server });
    server.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('error', () => server.destroy()).on('close', () => this.forget(client, server));
    client.pipe(server).pipe(client);
    return undefined;
  }

  private forget(client: Socket, server: Socket): void {
    this.clients.delete(client);
    server.destroy();
  }
}
