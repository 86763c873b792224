import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call that arrived. */
export interface Call {
  readonly key: string;
  readonly bell: string;
  readonly nth: number;
}

/** The world outside of a system, which is called by its effects. */
export class Outside {
  private hear: (call: Call) => void = () => {};

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.answer(request, response));
  }

  static async open(): Promise<Outside> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Outside(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Tells of each call that arrives from now on. */
  tell(hear: (call: Call) => void): void {
    this.hear = hear;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, bell, nth } = (await json(request)) as Call;
    this.hear({ key, bell, nth });
    response.end('{}');
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
