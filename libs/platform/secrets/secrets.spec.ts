import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, connect, type TLSSocket } from 'node:tls';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { InternalTokenIssuer, internalTokenHeader, InternalTokenVerifier } from '#platform/security';
import { parseEnvFile, writeSecrets } from './index.js';
import { Authority } from '#platform/authority';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'tearline-secrets-')), 'secrets');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const processes = { harbour: ['harbour', 'ferry'], 'light-house': ['light-house'] };
const make = (env: NodeJS.ProcessEnv = {}, all: Readonly<Record<string, readonly string[]>> = processes) =>
  writeSecrets({
    folder,
    processes: all,
    database: 'port',
    chosen: { harbour: { KEEPER: 'ida', PASSWORD: undefined } },
    env,
  });
const text = (file: string) => readFile(join(folder, file), 'utf8');
const settings = async (name: string) => Object.fromEntries(parseEnvFile(await text(`${name}.env`)));
const everything = async () => {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).toSorted();
  return Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const));
};

describe('the secrets of a split', () => {
  it('let the processes believe each other', async () => {
    await make();
    const { INTERNAL_PRIVATE_KEY: own } = await settings('light-house');
    const { INTERNAL_PUBLIC_KEYS: known } = await settings('contexts');
    const issuer = new InternalTokenIssuer(JSON.parse(own!) as never);
    const verifier = new InternalTokenVerifier(JSON.parse(known!) as never, new Set(['harbour']));
    const headers = await issuer.headersOfOurOwn('harbour');
    expect(await verifier.verify(headers[internalTokenHeader])).toMatchObject({ principal: { id: 'light-house' } });
    expect(known).not.toContain('"d"');
  });

  it('let the servers know who comes', async () => {
    await make();
    const { POSTGRES_PASSWORD: password } = await settings('postgres');
    expect(await settings('contexts')).toMatchObject({
      DATABASE_URL: `postgres://postgres:${password}@postgres:5432/port`,
    });
    expect(await settings('nats')).toEqual({
      NATS_PASSWORD_GATEWAY: (await settings('gateway'))['NATS_PASSWORD'],
      NATS_PASSWORD_HARBOUR: (await settings('harbour'))['NATS_PASSWORD'],
      NATS_PASSWORD_LIGHT_HOUSE: (await settings('light-house'))['NATS_PASSWORD'],
    });
  });

  it('let Prometheus read the metrics of the gateway', async () => {
    await make();
    expect(await settings('gateway')).toMatchObject({ METRICS_TOKEN: await text('metrics-token') });
  });

  it('are passwords that every file and every server takes as they stand', async () => {
    await make();
    for (const [name, value] of Object.entries(await settings('nats')))
      expect([name, value]).toEqual([name, expect.stringMatching(/^[a-p]{48}$/)]);
  });

  it('are for nobody else’s eyes', async () => {
    await make();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'harbour.env'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'tls/authority'))).mode & 0o777).toBe(0o700);
  });

  it('can be read by the user of a container where a container mounts them, whatever the mask', async () => {
    const mask = process.umask(0o077);
    await make().finally(() => process.umask(mask));
    for (const file of ['metrics-token', 'tls/harbour/ca.crt', 'tls/harbour/tls.crt', 'tls/harbour/tls.key'])
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o644);
    expect((await stat(join(folder, 'tls/harbour'))).mode & 0o777).toBe(0o755);
  });

  it('stay as they are when they are made again', async () => {
    await make();
    const before = await everything();
    expect(await make()).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it('are made where they are missing, and made known', async () => {
    await make();
    const { INTERNAL_PRIVATE_KEY: kept } = await settings('harbour');
    const made = await make({}, { ...processes, crane: ['crane'] });
    expect(made).toEqual(
      expect.arrayContaining([
        'crane.env: INTERNAL_PRIVATE_KEY',
        'contexts.env: INTERNAL_PUBLIC_KEYS',
        'tls/crane/tls.key',
      ]),
    );
    expect((await settings('harbour'))['INTERNAL_PRIVATE_KEY']).toBe(kept);
    expect((await settings('contexts'))['INTERNAL_PUBLIC_KEYS']).toContain('"crane"');
    expect(await text('kustomization.yaml')).toContain('  - name: crane\n    envs: [crane.env]\n');
  });

  it('are what somebody chose, where he did', async () => {
    expect((await make(), await settings('harbour'))['KEEPER']).toBe('ida');
    await make({ KEEPER: 'grace', DATABASE_URL: 'postgres://elsewhere/port' });
    expect((await settings('harbour'))['KEEPER']).toBe('grace');
    expect((await settings('contexts'))['DATABASE_URL']).toBe('postgres://elsewhere/port');
  });

  it.each(['two\nlines', '"quoted"', 'a $variable', 'cut #off', ' blank', 'back\\slash'])(
    'are not %j, which one reader would take for something else',
    async (value) => {
      await expect(make({ KEEPER: value })).rejects.toThrow('The value of KEEPER cannot stand in');
    },
  );
});

describe('the certificates of a split', () => {
  const identityOf = async (name: string) => {
    const [ca, cert, key] = await Promise.all(
      ['ca.crt', 'tls.crt', 'tls.key'].map((file) => text(`tls/${name}/${file}`)),
    );
    return { ca: ca!, cert: cert!, key: key! };
  };

  it('open a connection on which both sides know each other by name', async () => {
    await make();
    const server = createServer({ ...(await identityOf('harbour')), requestCert: true, minVersion: 'TLSv1.3' });
    server.on('error', () => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    const client = connect({ port, host: '127.0.0.1', servername: 'harbour', ...(await identityOf('light-house')) });
    const [seen] = await accepted;
    expect(client.authorized).toBe(true);
    expect(seen.getPeerX509Certificate()!.subject).toBe('CN=light-house');
    client.destroy();
    server.close();
  });

  it('are of an authority that can make no other', async () => {
    await make();
    const [authority, own] = [await text('tls/authority/ca.crt'), await text('tls/harbour/tls.crt')].map(
      (pem) => new X509Certificate(pem),
    );
    expect(own!.checkIssued(authority!)).toBe(true);
    expect([authority!.ca, own!.ca]).toEqual([true, false]);
    expect(own!.subjectAltName).toBe('DNS:harbour, DNS:ferry, DNS:localhost, IP Address:127.0.0.1');
  });

  it('are made again a month before they end, by the same authority', async () => {
    await make();
    const authority = { certificate: await text('tls/authority/ca.crt'), key: await text('tls/authority/ca.key') };
    const notAfter = new Date(Date.now() + 29 * 86_400_000);
    const { certificate, key } = await new Authority(authority).issue('harbour', { notAfter });
    await writeFile(join(folder, 'tls/harbour/tls.crt'), certificate);
    await writeFile(join(folder, 'tls/harbour/tls.key'), key);
    expect(await make()).toEqual(['tls/harbour/ca.crt', 'tls/harbour/tls.crt', 'tls/harbour/tls.key']);
    expect(
      new X509Certificate(await text('tls/harbour/tls.crt')).verify(
        new X509Certificate(authority.certificate).publicKey,
      ),
    ).toBe(true);
  });

  it('of another authority are not believed', async () => {
    await make();
    const stranger = await (await Authority.make('Tearline, between processes')).issue('harbour');
    const { publicKey } = new X509Certificate(await text('tls/authority/ca.crt'));
    expect(new X509Certificate(stranger.certificate).verify(publicKey)).toBe(false);
  });
});
