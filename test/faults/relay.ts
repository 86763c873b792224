import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** An address that stays while the server behind it goes away and comes back elsewhere. Does not keep the test run alive. */
export class Relay {
  private target: number | undefined;

  private constructor(private readonly listener: Server) {
    listener.on('connection', (client) => this.pass(client));
  }

  static async open(): Promise<Relay> {
    const listener = createServer();
    await once(listener.listen(0, '127.0.0.1').unref(), 'listening');
    return new Relay(listener);
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Where new connections lead; to nowhere, they are refused. */
  leadTo(port: number | undefined): void {
    this.target = port;
  }

  /** The same address with the relay's port. */
  inFrontOf(address: string): string {
    const url = new URL(address);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  private pass(client: Socket): void {
    if (this.target === undefined) return void client.resetAndDestroy();
    const server = connect(this.target, 'localhost');
    server.on('error', () => client.resetAndDestroy()).on('close', () => client.destroy());
    client.on('error', () => server.destroy()).on('close', () => server.destroy());
    client.pipe(server).pipe(client);
    return undefined;
  }
}
