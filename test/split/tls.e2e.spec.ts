import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectToBroker } from '@nats-io/transport-node';
import { Agent, request } from 'undici';
import { newInternalKey } from '#platform/security';
import { Authority } from '#platform/authority';
import { CertificateFiles } from '#test/certificates';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { startProcess } from '#test/processes';
import { expectCleanEnd, type Split, startSplit } from '../drivers/split.js';

const names = ['users', 'catalog', 'orders', 'payments', 'shipping', 'analytics'];

let data: string;
let split: Split;
beforeAll(async () => {
  data = await mkdtemp(join(process.cwd(), '.data', 'split-tls-'));
  split = await startSplit((await createTestDatabase()).url, { TRANSPORT: 'nats', DATA_DIRECTORY: data });
});
afterAll(() => rm(data, { recursive: true, force: true }));

/** The port at which a process of the split serves. */
function portOf(name: string): number {
  const [, port] = new RegExp(`^${name} +│ ● ready .*:(\\d+)$`, 'm').exec(split.process.output)!;
  return Number(port);
}

async function statusOf(port: number, path: string, connect: object): Promise<number> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false, ...connect } });
  const { statusCode, body } = await request(`https://127.0.0.1:${port}${path}`, { dispatcher });
  await body.dump();
  await dispatcher.destroy();
  return statusCode;
}

describe('a split on one machine', () => {
  it.each(names)('has nothing to say without TLS at %s', async (name) => {
    const socket = connectTcp(portOf(name), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await text(socket).catch(() => '')).not.toContain('HTTP/');
  });

  it.each(names)('tells a stranger at %s how it is, and nothing else', async (name) => {
    const { certificate: cert, key } = await (await Authority.make('Another')).issue('stranger');
    for (const shown of [{}, { cert, key }]) {
      expect(await statusOf(portOf(name), '/health/live', shown)).toBe(200);
      for (const path of [`/feeds/${name}`, '/internal/description', '/products', '/graphql'])
        expect([path, await statusOf(portOf(name), path, shown)]).toEqual([path, 403]);
    }
  });

  it('has a broker that lets no stranger in', async () => {
    const servers = `127.0.0.1:${portOf('broker')}`;
    const { certificate: cert, key } = await (await Authority.make('Another')).issue('stranger');
    for (const tls of [null, { rejectUnauthorized: false }, { rejectUnauthorized: false, cert, key }]) {
      const attempt = connectToBroker({ servers, tls, reconnect: false, timeout: 5_000 });
      await expect(attempt).rejects.toThrow(/tls|certificate|closed|reset|disconnect/i);
    }
  });

  it('keeps what its processes are known by from others, and throws it away', async () => {
    const [run] = (await readdir(data)).filter((name) => name.startsWith('run-'));
    const modes = await Promise.all(
      ['', 'orders.key', 'gateway.key', 'broker.key', 'nats-server.conf'].map(async (name) => {
        const { mode } = await stat(join(data, run!, name));
        return mode & 0o077;
      }),
    );
    expect(modes).toEqual([0, 0, 0, 0, 0]);
    await expectCleanEnd(split);
    expect((await readdir(data)).filter((name) => name.startsWith('run-'))).toEqual([]);
  });

  it('starts and stops without a warning', () => {
    const lines = split.process.output.split('\n').filter((line) => line.includes('│'));
    const others = lines.filter((line) => !/│ ● (starting|ready|stopping|stopped)/.test(line));
    // That something took too long speaks of a busy machine, not of the start.
    expect(others.filter((line) => !/timeout|no answer within/i.test(line))).toEqual([]);
  });
});

describe('a gateway', () => {
  it('does not believe a process with a certificate of another authority', async () => {
    const files = await CertificateFiles.make();
    const identity = await files.identity('gateway', await files.authority.issue('gateway'));
    const { certificate: cert, key } = await (await Authority.make('Another')).issue('users');
    let asked = 0;
    const impostor = createServer({ cert, key }, (_request, answer) => {
      asked++;
      answer.end('{}');
    });
    await once(impostor.listen(0, '127.0.0.1'), 'listening');
    const gateway = startProcess('dist/apps/shop/gateway/main.js', {
      env: {
        PORT: '0',
        INTERNAL_PRIVATE_KEY: JSON.stringify((await newInternalKey('gateway')).privateKey),
        INTERNAL_TLS_CA: await files.authorityFile(),
        INTERNAL_TLS_CERT: identity.cert,
        INTERNAL_TLS_KEY: identity.key,
        CONTEXT_URLS: `users=https://127.0.0.1:${(impostor.address() as AddressInfo).port}`,
      },
    });
    await gateway.waitForOutput(/is not trusted: self-signed certificate in certificate chain|is not trusted: unable/);
    const [, origin] = await gateway.waitForOutput(/The gateway of the shop is ready: (http:\S+)/);
    await eventually(async () => expect((await fetch(`${origin}/.well-known/jwks.json`)).status).toBe(503));
    expect(asked).toBe(0);
    gateway.kill();
    await gateway.exited;
    impostor.close();
    await files.remove();
  });
});
