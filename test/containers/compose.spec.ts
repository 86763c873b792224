import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { duration } from '#platform/config';
import { loadEverything } from '../docs/declarations.js';
import { exists, foldersIn, read, root } from '../docs/repository-files.js';
import { type Service, servicesOf } from './compose.js';
import { type MadeSecrets, makeSecrets } from './made-secrets.js';
import { appIn, complaintsOf, contextsOf, unknownIn } from './production.js';

const contexts = foldersIn('libs/shop').filter((name) => name !== 'contracts');
const chosenByHand = {
  POSTGRES_PASSWORD: 'teapots',
  DATABASE_ROLE_SECRET: 'sixteen characters',
  IDEMPOTENCY_SECRET: 'sixteen characters',
  PERSONAL_DATA_SECRET: 'sixteen characters',
  ADMIN_EMAIL: 'you@example.org',
  ADMIN_PASSWORD: 'a dozen brass kettles',
};
const stopTimeout = 8_000;
const stopsWithin = ({ stop_grace_period: grace = '10s' }: Service) => duration.parse(grace);

interface Job {
  readonly dns_sd_configs: readonly { readonly names: readonly string[] }[];
}

let secrets: MadeSecrets;
beforeAll(async () => {
  secrets = await makeSecrets();
  await loadEverything();
}, 60_000);
afterAll(() => secrets.remove());

const split = () =>
  servicesOf('docker/compose.split.yaml', {
    readFile: (path) => secrets.text(basename(path, '.env')),
  });
const ours = () => split().filter(({ build }) => build !== undefined);
const inOneProcess = () => servicesOf('docker/compose.yaml', { variables: chosenByHand });

describe.each(['compose.yaml', 'compose.split.yaml'])('%s', (file) => {
  // Orders of keys are the reader's, not the alphabet's. How a port is bound is tested below.
  const off = [
    'services-alphabetical-order',
    'service-keys-order',
    'top-level-properties-order',
    'no-unbound-port-interfaces',
  ];
  const rules = {
    ...Object.fromEntries(off.map((name) => [name, 0])),
    'no-build-and-image': [1, { checkPullPolicy: true }],
  };

  it('is a composition without a fault', () => {
    const linter = new DCLinter({ rules: rules as never, quiet: false, debug: false, exclude: [] });
    const [result] = linter.lintFiles([join(root, 'docker', file)], false);
    expect(result).toMatchObject({ messages: [] });
  });
});

describe('the shop in one process', () => {
  const shop = () => inOneProcess().find(({ name }) => name === 'shop')!;

  it('runs an app that there is, built from a Dockerfile that there is', () => {
    expect(exists(`apps/${shop().build!.args!.APP}/main.ts`)).toBe(true);
    expect(exists(shop().build!.dockerfile)).toBe(true);
  });

  it('sets what the shop knows, and all that it insists on', () => {
    expect(unknownIn(shop().environment)).toEqual([]);
    expect(complaintsOf('shop/monolith', shop().environment)).toEqual([]);
  });

  it('insists on every secret', () => {
    for (const name of Object.keys(chosenByHand))
      expect(() => servicesOf('docker/compose.yaml', { variables: { ...chosenByHand, [name]: '' } })).toThrow(name);
  });
});

describe('the split shop', () => {
  it('runs a gateway and every context, and two of orders', () => {
    const apps = ours().map(({ command }) => appIn(command as readonly string[]));
    expect(apps.toSorted()).toEqual(['gateway', ...contexts].map((name) => `shop/${name}`).toSorted());
    expect(ours().find(({ name }) => name === 'orders')!.deploy).toEqual({ replicas: 2 });
  });

  it('calls every service of a context as the context is called, because it is found by that name', () => {
    for (const { name, command, environment } of ours()) {
      const app = appIn(command as readonly string[]);
      expect(app).toBe(`shop/${name}`);
      expect(environment['CONTEXT_DNS']).toBe('https://{context}:3000');
      expect(contextsOf(app)).toEqual(name === 'gateway' ? [] : [name]);
    }
  });

  it('sets what the processes know, and all that they insist on', () => {
    for (const { command, environment } of ours()) {
      expect(unknownIn(environment)).toEqual([]);
      expect(complaintsOf(appIn(command as readonly string[]), environment)).toEqual([]);
    }
  });

  it('gives each process the key of its name, and the contexts everybody’s public key', () => {
    for (const { name, environment } of ours()) {
      expect(JSON.parse(environment['INTERNAL_PRIVATE_KEY']!)).toMatchObject({ kid: name });
      if (name === 'gateway') continue;
      const { keys } = JSON.parse(environment['INTERNAL_PUBLIC_KEYS']!) as { keys: { kid: string }[] };
      expect(keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining(['gateway', ...contexts]));
      expect(environment['INTERNAL_PUBLIC_KEYS']).not.toContain('"d":');
      expect(environment['NATS_USER']).toBe(name);
    }
  });

  it('mounts what there is', () => {
    const sources = split().flatMap(({ volumes }) => volumes.map((volume) => volume.split(':')[0]!));
    const ofFiles = sources.filter((path) => path.startsWith('./'));
    const there = (path: string) => {
      const [, secret] = /^\.\/secrets\/(.*)$/.exec(path) ?? [];
      return secret === undefined ? exists(join('docker', path)) : existsSync(join(secrets.folder, secret));
    };
    expect(ofFiles.filter((path) => !there(path))).toEqual([]);
  });

  it('mounts the certificates where the settings say', () => {
    for (const { name, environment, volumes } of split().filter(({ volumes }) => volumes.some(isTls))) {
      const own = volumes.find(isTls)!;
      expect(own).toBe(`./secrets/tls/${name}:/run/tls:ro`);
      const files = Object.values(environment).filter((value) => value.startsWith('/run/tls/'));
      const missing = files.filter(
        (file) => !existsSync(join(secrets.folder, `tls/${name}/${file.split('/').at(-1)}`)),
      );
      expect(missing).toEqual([]);
    }
  });

  it('keeps archived events where all processes with contexts see them, and may write', () => {
    const whereTheyAre = [...ours(), ...inOneProcess().filter(({ build }) => build !== undefined)].filter(
      ({ name }) => name !== 'gateway',
    );
    expect(whereTheyAre.length).toBeGreaterThan(contexts.length);
    for (const { environment, volumes } of whereTheyAre) {
      expect(environment['ARCHIVE_DIRECTORY']).toBe('/archive');
      expect(volumes).toContain('archive:/archive');
    }
    expect(read('docker/Dockerfile')).toContain('--chown=1000:1000 /archive /archive');
  });

  it('lets in from outside only what passes the gateway, and by itself only from this machine', () => {
    const open = split().filter(({ ports }) => ports.length > 0);
    expect(open.filter(({ profiles }) => profiles.length === 0).map(({ name }) => name)).toEqual(['gateway']);
    for (const { ports } of open) expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    const outside = split().filter(({ networks, profiles }) => networks.includes('outside') && profiles.length === 0);
    expect(outside.map(({ name }) => name)).toEqual(['gateway']);
  });

  it('gives Prometheus the token of the gateway, and a way to every process', () => {
    const gateway = ours().find(({ name }) => name === 'gateway')!;
    const token = readFileSync(join(secrets.folder, 'metrics-token'), 'utf8');
    expect(gateway.environment['METRICS_TOKEN']).toBe(token);
    const { scrape_configs: jobs } = parse(read('docker/prometheus/prometheus.yml')) as { scrape_configs: Job[] };
    expect(jobs.flatMap(({ dns_sd_configs: [found] }) => found!.names)).toEqual(ours().map(({ name }) => name));
    expect(split().find(({ name }) => name === 'prometheus')!.networks).toContain('inside');
  });

  it('waits for what a process needs by health checks that there are', () => {
    const services = new Map(split().map((service) => [service.name, service]));
    for (const { depends_on = {} } of split())
      for (const [name, { condition }] of Object.entries(depends_on))
        expect(condition !== 'service_healthy' || services.get(name)?.healthcheck !== undefined).toBe(true);
  });
});

describe('every process of ours', () => {
  const all = () => [...ours(), ...inOneProcess().filter(({ build }) => build !== undefined)];

  it('may do nothing that it need not', () => {
    for (const { read_only, cap_drop, security_opt } of all())
      expect({ read_only, cap_drop, security_opt }).toEqual({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });

  it('is given the time that a stop may take', () => {
    for (const service of all()) expect(stopsWithin(service)).toBeGreaterThan(stopTimeout + 2_000);
    expect(read('libs/platform/process/settings.ts')).toContain(`default: '${stopTimeout / 1_000}s'`);
  });
});

it('a database is ready when it answers by address, not already while it is being made', () => {
  const databases = [...split(), ...inOneProcess()].filter(({ name }) => name === 'postgres');
  expect(databases).toHaveLength(2);
  for (const { healthcheck, environment } of databases)
    expect(healthcheck!.test).toEqual([
      'CMD-SHELL',
      `pg_isready --host 127.0.0.1 --username postgres --dbname ${environment['POSTGRES_DB']}`,
    ]);
});

it('no secret of a composition can get into the repository', () => {
  const paths = ['docker/secrets/orders.env', 'docker/secrets/tls/orders/tls.key', 'docker/.env'];
  const ignored = execFileSync('git', ['check-ignore', ...paths], { cwd: root, encoding: 'utf8' });
  expect(ignored.trim().split('\n')).toEqual(paths);
});

function isTls(volume: string): boolean {
  return volume.includes('/run/tls');
}
