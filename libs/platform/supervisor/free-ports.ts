import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to outgoing connections: one of those may be gone when its process comes back to it. */
const [least, beyond] = [20_000, 32_000];
const attempts = 1_000;

/** So many different ports of this machine that nobody uses at this moment, and that nobody is given by chance. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count; attempt++) {
    if (attempt === attempts) throw new Error(`There are no ${count} free ports between ${least} and ${beyond}.`);
    const port = randomInt(least, beyond);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await new Promise((closed) => server.close(closed));
  return true;
}
