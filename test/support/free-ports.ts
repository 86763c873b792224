import { createServer, type AddressInfo } from 'node:net';
import { eventually } from './eventually.js';

/** So many different ports of this machine that nobody uses at this moment. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await eventually(() => servers.map((server) => (server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
