import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer, request as httpsRequest, type RequestOptions } from 'node:https';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { request } from 'undici';
import { Anonymous, TokenKeys } from '#platform/security';
import { Authority, type KeyedCertificate } from '#platform/authority';
import { internalAgent } from '#platform/internal-agent';
import { CertificateFiles, withEnvironment } from '#test/certificates';
import { eventually } from '#test/eventually';
import { ConsistencyGate, createHttpApplication, HttpModule } from './index.js';

process.env['LOG_LEVEL'] = 'silent';

@Controller()
@Anonymous()
class SecretController {
  @Get('secret') secret() {
    return { secret: true };
  }
}

@Module({
  imports: [
    HttpModule.forRoot({
      providers: [
        { provide: TokenKeys, useValue: {} },
        { provide: ConsistencyGate, useValue: { waitFor: () => Promise.resolve() } },
      ],
    }),
  ],
  controllers: [SecretController],
})
class ProcessModule {}

let files: CertificateFiles;
let stranger: KeyedCertificate;
let known: KeyedCertificate;
let app: NestFastifyApplication;
let restore: () => void;
let port: number;

beforeAll(async () => {
  files = await CertificateFiles.make();
  stranger = await (await Authority.make('Another')).issue('stranger');
  known = await files.authority.issue('known');
  const own = await files.identity('own', await files.authority.issue('own'));
  const settings = { TLS_CERT: own.cert, TLS_KEY: own.key, INTERNAL_TLS_CA: await files.authorityFile() };
  restore = withEnvironment({ ...settings, TLS_RELOAD: '0ms' });
  app = await createHttpApplication(ProcessModule);
  await app.listen(0, 'localhost');
  port = Number(new URL(await app.getUrl()).port);
});
afterAll(async () => {
  await app.close();
  restore();
  await files.remove();
});

/** Asks as any program may: with a certificate or without. */
async function ask(path: string, options: RequestOptions = {}): Promise<{ status: number; body: unknown }> {
  const asked = httpsRequest({ host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false, ...options });
  const [answer] = (await once(asked.end(), 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  return { status: answer.statusCode, body: JSON.parse(await text(answer)) };
}

const shown = ({ certificate, key }: KeyedCertificate) => ({ cert: certificate, key });
const refusal = { status: 403, body: expect.objectContaining({ code: 'http.certificate-required' }) };

it('a server that closes waits for no client who has not agreed on keys', async () => {
  const closing = await createHttpApplication(ProcessModule);
  await closing.listen(0, '127.0.0.1');
  const client = connect(Number(new URL(await closing.getUrl()).port), '127.0.0.1').on('error', () => {});
  const count = promisify<number>((done) => closing.getHttpServer().getConnections(done));
  await eventually(async () => expect(await count()).toBe(1));
  await closing.close();
  await eventually(() => expect(client.resume().closed).toBe(true));
}, 5_000);

describe('a process that knows others by their certificates', () => {
  it('answers one that shows a certificate of the authority', async () => {
    expect(await ask('/secret', shown(known))).toEqual({ status: 200, body: { secret: true } });
  });

  it('tells a stranger how it is, and nothing else', async () => {
    expect(await ask('/health/live')).toMatchObject({ status: 200 });
    for (const path of ['/secret', '/nothing', '/metrics/more', '/health'])
      expect([path, await ask(path)]).toEqual([path, refusal]);
  });

  it('takes a certificate of another authority for none', async () => {
    expect(await ask('/secret', shown(stranger))).toEqual(refusal);
  });

  it('takes a session that is resumed for what it was', async () => {
    const options: ConnectionOptions = { host: '127.0.0.1', port, rejectUnauthorized: false };
    const first = connectTls(options);
    const [session] = (await once(first, 'session')) as [Buffer];
    first.destroy();
    const resumed = connectTls({ ...options, session });
    await once(resumed, 'secureConnect');
    expect(resumed.isSessionReused()).toBe(true);
    resumed.write('GET /secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(await text(resumed)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('says nothing without TLS', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    const said = await text(socket).catch(() => '');
    expect(said).not.toContain('HTTP/');
  });

  it.each(['127.0.0.1', 'localhost'])('shows a new certificate once there is one, at %s', async (host) => {
    const serial = async () => {
      const socket = connectTls({
        host,
        port,
        rejectUnauthorized: false,
        ...(host === 'localhost' && { servername: host }),
      });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const before = await serial();
    const next = await files.authority.issue('own');
    await files.file('own.crt', next.certificate);
    expect(await serial()).toBe(before);
    await files.file('own.key', next.key);
    await eventually(async () => expect(await serial()).not.toBe(before));
    expect(await ask('/secret', shown(known))).toMatchObject({ status: 200 });
  });
});

describe('a process that asks another', () => {
  const secret = async (origin: string, nameOf?: (origin: string) => string | undefined) => {
    const dispatcher = internalAgent({ timeout: 2_000, ...(nameOf && { nameOf }) });
    try {
      const { statusCode, body } = await request(`${origin}/secret`, { dispatcher });
      return [statusCode, await body.text()];
    } finally {
      await dispatcher.destroy();
    }
  };

  it('shows its own certificate and believes the authority', async () => {
    expect(await secret(`https://127.0.0.1:${port}`)).toEqual([200, '{"secret":true}']);
  });

  it('sends nothing without TLS', () =>
    expect(secret(`http://127.0.0.1:${port}`)).rejects.toThrow('reached over https only'));

  it('does not believe a certificate that bears another name', () =>
    expect(secret(`https://127.0.0.1:${port}`, () => 'orders.shop.internal')).rejects.toThrow('is not trusted'));

  it('asks for the name by which it found an address', async () => {
    expect(await secret(`https://127.0.0.1:${port}`, () => 'localhost')).toEqual([200, '{"secret":true}']);
  });

  it('does not believe a certificate of another authority', async () => {
    const foreign = createServer(shown(stranger), (_request, answer) => void answer.end('{"secret":true}'));
    await once(foreign.listen(0, '127.0.0.1'), 'listening');
    const { port } = foreign.address() as AddressInfo;
    await expect(secret(`https://127.0.0.1:${port}`)).rejects.toThrow('is not trusted');
    foreign.close();
  });
});
