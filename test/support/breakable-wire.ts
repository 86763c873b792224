import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type State = 'whole' | 'silent' | 'broken';

/** What becomes of a piece of an answer: it passes, or the wire is cut and the client gets this much of it. */
export type Scissors = (answer: Buffer, question: Buffer) => Buffer | undefined;

/**
 * A wire to a server that can fall silent (it takes connections and passes nothing), break (it takes none), be mended, and
 * be cut while an answer is on its way.
 */
export class BreakableWire {
  private state: State = 'whole';
  private target: number | undefined;
  private scissors: Scissors | undefined;
  /** How often the scissors were changed: what was asked before is nothing to them. */
  private cuts = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly listener: Server) {
    listener.on('connection', (client) => this.connected(client));
  }

  /** Opens one to a port, or to none yet. */
  static async open(target?: number): Promise<BreakableWire> {
    const listener = createServer();
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const wire = new BreakableWire(listener);
    wire.leadTo(target);
    return wire;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  leadTo(target: number | undefined): void {
    this.target = target;
  }

  /** An address, by way of this wire. */
  before(address: string): string {
    const url = new URL(address);
    url.host = `127.0.0.1:${this.port}`;
    return url.href.replace(/\/$/, '');
  }

  /** Connections stay and come; not a byte passes, either way. */
  silence(): void {
    this.state = 'silent';
    for (const socket of this.sockets) socket.pause();
  }

  /** All connections end, and no other comes about. */
  break(): void {
    this.state = 'broken';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Everything passes again, what was held back first. */
  mend(): void {
    this.state = 'whole';
    for (const socket of this.sockets) socket.resume();
  }

  /** Cuts where the scissors say so; without any, nowhere. */
  cut(scissors: Scissors | undefined): void {
    this.scissors = scissors;
    this.cuts += 1;
  }

  close(): void {
    this.break();
    this.listener.close();
  }

  private connected(client: Socket): void {
    if (this.state === 'broken' || this.target === undefined) return void client.destroy();
    const server = connect(this.target, '127.0.0.1');
    let question = Buffer.alloc(0);
    let asked = 0;
    this.pass(client, server, (said) => {
      question = Buffer.concat([asked === this.cuts ? question : Buffer.alloc(0), said]).subarray(-65_536);
      asked = this.cuts;
      server.write(said);
    });
    this.pass(server, client, (answer) => {
      const rest = this.scissors?.(answer, asked === this.cuts ? question : Buffer.alloc(0));
      if (rest === undefined) return void client.write(answer);
      client.end(rest, () => client.destroy());
      return undefined;
    });
  }

  private pass(from: Socket, to: Socket, handOver: (data: Buffer) => void): void {
    this.sockets.add(from);
    from.on('data', handOver);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    if (this.state === 'silent') from.pause();
  }
}
