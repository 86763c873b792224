import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brokerConfiguration, gatewayUserOf, passwordVariable, systemName, userOf } from '#platform/nats-access';
import { hearings } from '../../apps/shop/hearings.js';
import { foldersIn, read, root } from './repository-files.js';

// `npm run docs` sets DOCS=write: then the file is brought up to date instead of being judged.
const writing = process.env['DOCS'] === 'write';
const path = 'docker/nats/shop.conf';

const preface = [
  '# The broker of the torn shop. Written by `npm run docs` from apps/shop/hearings.ts; docs/guide/tearing.md tells how to use it.',
  "# Each user's password is taken from the environment; begin it with a letter and use letters and digits only.",
  '',
];

it(`${path} lets each process do what it needs, and no more`, () => {
  const text = [...preface, configuration()].join('\n');
  if (writing) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  expect(existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8')).toBe(text);
});

function configuration(): string {
  const system = systemName.value;
  const apps = foldersIn('apps/shop').map((name) => ({ name, contexts: contextsOf(name) }));
  const processes = apps.filter(({ name, contexts }) => name !== 'monolith' && contexts.length > 0);
  return brokerConfiguration({
    users: [gatewayUserOf(system), ...processes.map(({ name, contexts }) => userOf(system, name, contexts, hearings))],
    passwordOf: (user) => `$${passwordVariable(user)}`,
    storeDirectory: '/data',
    tls: { certificate: '/etc/nats/tls/tls.crt', key: '/etc/nats/tls/tls.key', authority: '/etc/nats/tls/ca.crt' },
  });
}

/** The contexts that a deployable lists. */
function contextsOf(app: string): readonly string[] {
  const imports = read(`apps/shop/${app}/main.ts`).matchAll(/from '#shop\/([a-z-]+)'/g);
  return [...imports].map(([, context]) => context!);
}
