import { join } from 'node:path';
import { type InternalKeyPair, newInternalKey } from '#platform/security';
import type { RunCredentials } from './credentials.js';
import { freePorts } from './free-ports.js';
import type { Program } from './supervised-process.js';

/** One app of a split system. */
export interface SplitApp {
  /** The name of its folder. */
  readonly name: string;
  readonly contexts: readonly string[];
}

export interface PlanOptions {
  /** The folder that holds the folders of the apps. */
  readonly folder: string;
  readonly apps: readonly SplitApp[];
  /** How many instances of an app to run; one where nothing is said. */
  readonly instances: ReadonlyMap<string, number>;
  /** What every process gets. */
  readonly env: NodeJS.ProcessEnv;
  readonly databaseUrl: string;
  /** By which the processes know each other, and the broker; left out, they speak to each other without TLS. */
  readonly credentials?: RunCredentials;
  /** Whether the broker is one of this run, with users of its own. */
  readonly ownBroker?: boolean;
}

export interface Plan {
  readonly gateway: Program;
  readonly processes: readonly Program[];
}

interface Planned {
  readonly name: string;
  readonly app: SplitApp;
  readonly port: number;
  readonly key: InternalKeyPair;
}

/** Which processes to run: each with a port, and with a key made for this run by which the others know it. */
export async function plan(options: PlanOptions): Promise<Plan> {
  const planned = await placeAll(options);
  const gatewayKey = await newInternalKey('gateway');
  const urls = urlsOf(planned, options.credentials === undefined ? 'http' : 'https');
  const publicKeys = [gatewayKey, ...planned.map(({ key }) => key)].map(({ publicKey }) => publicKey);
  const programOf = (name: string, folder: string, env: NodeJS.ProcessEnv): Program => ({
    name,
    file: join(options.folder, folder, 'main.js'),
    env: { ...options.env, CONTEXT_URLS: urls, ...env },
  });
  const { DATABASE_URL: _, ...withoutDatabase } = options.env;
  return {
    gateway: {
      ...programOf('gateway', 'gateway', {}),
      env: {
        ...withoutDatabase,
        CONTEXT_URLS: urls,
        INTERNAL_PRIVATE_KEY: JSON.stringify(gatewayKey.privateKey),
        ...shownInside(options, 'gateway', 'gateway'),
      },
    },
    processes: planned.map(({ name, app, port, key }) =>
      programOf(name, app.name, {
        DATABASE_URL: options.databaseUrl,
        HOST: '127.0.0.1',
        PORT: String(port),
        INTERNAL_PRIVATE_KEY: JSON.stringify(key.privateKey),
        INTERNAL_PUBLIC_KEYS: JSON.stringify({ keys: publicKeys }),
        ...shownToAll(options, name, app.name),
      }),
    ),
  };
}

/** The names of the processes to run: the app's, with a number where there are several. */
export function namesOf(apps: readonly SplitApp[], instances: ReadonlyMap<string, number>): readonly string[] {
  return named(apps, instances).map(({ name }) => name);
}

function named(apps: readonly SplitApp[], instances: ReadonlyMap<string, number>) {
  return apps.flatMap((app) => {
    const count = instances.get(app.name) ?? 1;
    if (count === 1) return [{ name: app.name, app }];
    return Array.from({ length: count }, (_, index) => ({ name: `${app.name}-${index + 1}`, app }));
  });
}

/** What a process shows to the other processes and to the broker. */
function shownInside({ credentials, ownBroker }: PlanOptions, name: string, user: string): NodeJS.ProcessEnv {
  if (credentials === undefined) return {};
  const { certificate, key } = credentials.identityOf(name);
  return {
    INTERNAL_TLS_CA: credentials.authority,
    INTERNAL_TLS_CERT: certificate,
    INTERNAL_TLS_KEY: key,
    ...(ownBroker === true && {
      NATS_TLS_CA: credentials.authority,
      NATS_TLS_CERT: certificate,
      NATS_TLS_KEY: key,
      NATS_USER: user,
      NATS_PASSWORD: credentials.passwordOf(user),
    }),
  };
}

/** The same, and it serves with it as well. */
function shownToAll(options: PlanOptions, name: string, user: string): NodeJS.ProcessEnv {
  if (options.credentials === undefined) return {};
  const { certificate: TLS_CERT, key: TLS_KEY } = options.credentials.identityOf(name);
  return { ...shownInside(options, name, user), TLS_CERT, TLS_KEY };
}

async function placeAll({ apps, instances }: PlanOptions): Promise<readonly Planned[]> {
  const all = named(apps, instances);
  const ports = await freePorts(all.length);
  return Promise.all(
    all.map(async ({ name, app }, index) => ({ name, app, port: ports[index]!, key: await newInternalKey(name) })),
  );
}

function urlsOf(planned: readonly Planned[], scheme: 'http' | 'https'): string {
  const urls = new Map<string, string[]>();
  for (const { app, port } of planned) {
    for (const context of app.contexts)
      urls.set(context, [...(urls.get(context) ?? []), `${scheme}://127.0.0.1:${port}`]);
  }
  return [...urls].map(([context, origins]) => `${context}=${origins.join('|')}`).join(',');
}
