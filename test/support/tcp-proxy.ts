import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between a client and its server that can be cut in one direction without either end being told. */
export interface Proxy {
  /** The server's address by way of the proxy. */
  readonly url: string;
  /** From now on nothing that the present clients say arrives. */
  swallowQuestions(): void;
  /** From now on the present clients hear nothing. */
  swallowAnswers(): void;
  close(): void;
}

/** Starts a proxy in front of the server of an address. */
export async function startProxy(address: string): Promise<Proxy> {
  const target = new URL(address);
  const wires = new Set<{ client: Socket; server: Socket }>();
  const listener = createServer((client) => {
    const wire = { client, server: connect(Number(target.port), target.hostname) };
    wires.add(wire);
    client.pipe(wire.server).on('error', () => client.destroy());
    wire.server.pipe(client).on('error', () => wire.server.destroy());
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(address);
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    url: url.href,
    swallowQuestions: () => wires.forEach(({ client }) => client.unpipe().resume()),
    swallowAnswers: () => wires.forEach(({ server }) => server.unpipe().resume()),
    close: () => {
      wires.forEach(({ client, server }) => [client.destroy(), server.destroy()]);
      listener.close();
    },
  };
}
