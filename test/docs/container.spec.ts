import { checkSettings, describeSettings, type Environment, WrongSettings } from '#platform/config';
import { loadEverything } from './declarations.js';
import { exists, read } from './repository-files.js';

const dockerfile = read('docker/Dockerfile');
const compose = read('docker/compose.yaml');

/** Known to Node and Nest, not to our settings. */
const ofNode = new Set(['NODE_ENV']);

describe('the image', () => {
  it('is built for an app that there is', () => {
    const app = /^ARG APP=(\S+)$/m.exec(dockerfile)?.[1];
    expect(exists(`apps/${app}/main.ts`)).toBe(true);
  });

  it('runs what the build makes', () => {
    expect(dockerfile).toContain('CMD ["/bin/sh", "-c", "exec node --enable-source-maps dist/apps/$APP/main.js"]');
    expect(read('scripts/build.mjs')).toContain("const sourceFolders = ['libs', 'apps',");
  });

  it('copies what there is', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(?:--\S+ )*(.+) \S+$/gm)].flatMap((match) =>
      match[1]!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((path) => !exists(path))).toEqual([]);
  });

  it('brings the Node that the repository asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const [major] = engines.node.replace('>=', '').split('.');
    expect(dockerfile).toContain(`FROM node:${major}-`);
  });
});

describe('the composition', () => {
  beforeAll(loadEverything, 60_000);

  it('sets what the shop knows', () => {
    const known = new Set([...describeSettings({}).map(({ name }) => name), ...ofNode]);
    const set = [...environmentOf('shop'), ...[...dockerfile.matchAll(/^ENV (\w+)=/gm)].map((match) => match[1]!)];
    expect(set.filter((name) => !known.has(name) && name !== 'APP')).toEqual([]);
  });

  it('sets all that the shop insists on in production', () => {
    const set = Object.fromEntries(environmentOf('shop').map((name) => [name, 'set']));
    const complaints = complaintsAbout({ ...set, NODE_ENV: 'production' });
    expect(complaints.filter((sentence) => sentence.includes('is not set'))).toEqual([]);
  });

  it('builds from a Dockerfile that there is', () => {
    expect(exists(`docker/${/dockerfile: docker\/(\S+)/.exec(compose)?.[1]}`)).toBe(true);
  });
});

function complaintsAbout(environment: Environment): readonly string[] {
  try {
    checkSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof WrongSettings) return error.sentences;
    throw error;
  }
}

/** The variables a service sets, read off the lines: the file is ours and has one form. */
function environmentOf(service: string): string[] {
  const [, block = ''] = new RegExp(`^  ${service}:\\n((?:    .*\\n|\\n)+)`, 'm').exec(compose) ?? [];
  const [, environment = ''] = /^    environment:\n((?:      .*\n)+)/m.exec(block) ?? [];
  return [...environment.matchAll(/^ {6}(\w+):/gm)].map((match) => match[1]!);
}
