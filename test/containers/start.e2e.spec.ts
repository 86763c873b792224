import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { parseEnvFile } from '#platform/secrets';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { freePorts } from '#test/free-ports';
import { type RunningProcess, startProcess } from '#test/processes';
import { findNatsServer, startNatsServer } from '../../scripts/nats-server.mjs';
import { foldersIn, read } from '../docs/repository-files.js';
import { ShopUnderTest } from '../drivers/shop-under-test.js';
import { type Service, servicesOf } from './compose.js';
import { type MadeSecrets, makeSecrets } from './made-secrets.js';
import { appIn } from './production.js';
import { newRolePrefix, rolePrefix } from '#test/roles';

const patience = 120_000;

/** A service of a composition as it runs here: the same command and settings, but addresses and paths of this machine. */
interface Instance {
  readonly service: Service;
  readonly name: string;
  readonly port: number;
  readonly process: RunningProcess;
}

const ofImage = Object.fromEntries(
  [...read('docker/Dockerfile').matchAll(/^ENV (\w+)=(?!\$)(.+)$/gm)].map(([, name, value]) => [name!, value!]),
);
const opened: (() => Promise<unknown>)[] = [];
let databases: readonly TestDatabase[];
let secrets: MadeSecrets;
let dispatcher: Agent;
let broker: { readonly url: string; readonly monitor: string };

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  secrets = await makeSecrets({ DATABASE_URL: databases[0]!.url });
  const ca = readFileSync(join(secrets.folder, 'tls/authority/ca.crt'), 'utf8');
  dispatcher = new Agent({ connect: { ca, timeout: 2_000 } });
  broker = await startBroker();
}, patience);
afterAll(async () => {
  await dispatcher.destroy();
  for (const close of opened.toReversed()) await close();
  await secrets.remove();
  await Promise.all(databases.map((database) => database.drop()));
});

it(
  'every command line of the compositions starts the process that it should, in production',
  async () => {
    const instances = await startAll([...(await split()), await monolith()]);
    await Promise.all(instances.map((instance) => isReady(instance)));
    await areConnected(instances.map(({ name }) => name).filter((name) => !['gateway', 'shop'].includes(name)));
    await Promise.all(instances.filter(({ name }) => ['gateway', 'shop'].includes(name)).map(letsStaffIn));
    await Promise.all(instances.map((instance) => isHealthy(instance)));
    for (const { process } of instances) process.kill('SIGTERM');
    const ends = await Promise.all(instances.map(async ({ name, process }) => [name, await process.exited] as const));
    expect(ends.filter(([, end]) => end.code !== 0)).toEqual([]);
  },
  2 * patience,
);

interface Planned extends Omit<Instance, 'process'> {
  readonly env: Readonly<Record<string, string>>;
}

async function split(): Promise<readonly Planned[]> {
  const services = servicesOf('docker/compose.split.yaml', {
    readFile: (path) => secrets.text(basename(path, '.env')),
  });
  const ours = services.filter(({ build }) => build !== undefined);
  const instances = ours.flatMap((service) => Array.from({ length: service.deploy?.replicas ?? 1 }, () => service));
  const ports = await freePorts(instances.length);
  const urls = instances.map(({ name }, index) => `${name}=https://localhost:${ports[index]}`);
  return instances.map((service, index) => {
    const { CONTEXT_DNS: _, ...settings } = atHome(service);
    const own = { ...settings, CONTEXT_URLS: urls.filter((url) => !url.startsWith('gateway=')).join(',') };
    return {
      service,
      name: service.name,
      port: ports[index]!,
      env: { ...own, ...('NATS_URL' in own && { NATS_URL: broker.url }) },
    };
  });
}

async function monolith(): Promise<Planned> {
  const variables = { ...secretsIn('contexts'), ...secretsIn('users'), ...secretsIn('postgres') };
  const service = servicesOf('docker/compose.yaml', { variables }).find(({ build }) => build !== undefined)!;
  const [port] = await freePorts(1);
  return { service, name: service.name, port: port!, env: { ...service.environment, DATABASE_URL: databases[1]!.url } };
}

function secretsIn(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(parseEnvFile(secrets.text(name)));
}

const shopPrefix = newRolePrefix();

async function startAll(planned: readonly Planned[]): Promise<readonly Instance[]> {
  return planned.map(({ env, ...instance }) => {
    const prefix = instance.name === 'shop' ? shopPrefix : rolePrefix;
    const place = { HOST: '127.0.0.1', PORT: String(instance.port), DATABASE_ROLE_PREFIX: prefix };
    const process = startProcess(`dist/apps/${appOf(instance.service)}/main.js`, {
      env: { ...ofImage, ...env, ...place },
    });
    return { ...instance, process };
  });
}

/** What the service's command says or, where it has none, that of the image. */
function appOf({ command, build }: Service): string {
  return command === undefined ? build!.args!.APP! : appIn(command as readonly string[]);
}

/** The settings of a service with the files that it would find mounted where they are here. */
function atHome({ environment, volumes }: Service): Readonly<Record<string, string>> {
  const mounts = volumes.map((volume) => volume.split(':') as [string, string]);
  const place = (value: string) =>
    mounts.reduce((path, [from, to]) => path.replace(to, join(secrets.folder, from.replace('./secrets/', ''))), value);
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.startsWith('/') ? place(value) : value]),
  );
}

/** It serves the context of its name, the shop all of them; the gateway has found all of them. */
async function isReady({ service, name, port, process }: Instance): Promise<void> {
  const isTls = service.environment['TLS_CERT'] !== undefined;
  const contexts = name === 'shop' ? foldersIn('libs/shop').filter((one) => one !== 'contracts') : [name];
  const ofContexts = contexts.flatMap((context) => [`database of ${context}`, `consumers of ${context}`]);
  const checks = Object.fromEntries((name === 'gateway' ? ['contexts'] : ofContexts).map((check) => [check, 'ok']));
  await eventually(
    async () => {
      const answer = await get(`${isTls ? 'https' : 'http'}://localhost:${port}/health/ready`).catch(
        (error: Error) => error.message,
      );
      expect([name, answer, process.output]).toEqual([name, { status: 'ready', checks }, process.output]);
    },
    { within: patience, every: 500 },
  );
}

/** By the health check of the image. */
async function isHealthy({ service, port }: Instance): Promise<void> {
  const { TLS_CERT = '' } = service.environment;
  const env = { PORT: String(port), TLS_CERT };
  await promisify(execFile)(process.execPath, ['docker/health.mjs'], { env });
}

/** Staff can sign in with what `npm run keys` made. */
async function letsStaffIn({ port }: Instance): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = secretsIn('users');
  const shop = new ShopUnderTest(`http://localhost:${port}`, { email: email!, password: password! });
  await eventually(() => shop.staff(), { within: patience });
}

/** Every context has come to the broker as the user of its name. */
async function areConnected(contexts: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const { connections } = (await get(`${broker.monitor}/connz?auth=true`)) as {
        connections: { authorized_user: string }[];
      };
      expect(connections.map((one) => one.authorized_user)).toEqual(expect.arrayContaining([...contexts]));
    },
    { within: patience },
  );
}

async function get(url: string): Promise<unknown> {
  const { body } = await request(url, { dispatcher, headersTimeout: 5_000 });
  return body.json();
}

/** The broker of the composition, with its certificate, its users and their passwords, and what its health check asks. */
async function startBroker() {
  const folder = await mkdtemp(join(tmpdir(), 'tearline-broker-'));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  const service = servicesOf('docker/compose.split.yaml').find(({ name }) => name === 'nats')!;
  const [, file, flag] = service.command as readonly string[];
  const [source] = service.volumes.find((volume) => volume.includes(file!))!.split(':');
  const written = read(join('docker', source!)).replaceAll('/etc/nats/tls', join(secrets.folder, 'tls/nats'));
  const config = join(folder, 'shop.conf');
  const [port] = await freePorts(1);
  await writeFile(config, `${written.replaceAll('"/data"', `"${folder}/data"`)}${flag!.slice(2)}: ${port}\n`);
  const server = await startNatsServer({ binary: await findNatsServer(), config, env: secretsIn('nats') });
  opened.push(() => server.stop());
  const monitor = `http://127.0.0.1:${port}`;
  const asked = new URL(service.healthcheck!.test.at(-1)!);
  expect(await get(`${monitor}${asked.pathname}${asked.search}`)).toEqual({ status: 'ok' });
  return { url: `tls://localhost:${server.port}`, monitor };
}
