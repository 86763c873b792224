import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePorts } from './free-ports.js';

it('are different ones, on which a process can listen', async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await new Promise((closed) => server.close(closed));
  }
});

it('are none that an outgoing connection may be given while its process is away', async () => {
  const ports = await freePorts(50);
  expect(ports.filter((port) => port >= 32_000)).toEqual([]);
});
