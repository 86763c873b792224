import { validate } from 'dockerfile-utils';
import { duration } from '#platform/config';
import { exists, read } from '../docs/repository-files.js';

const dockerfile = read('docker/Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
const last = stages.at(-1)!;
const ignored = read('.dockerignore').split('\n');

describe('the Dockerfile', () => {
  it('is one', () => expect(validate(dockerfile).map(({ message }) => message)).toEqual([]));

  it('copies what there is', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(?:--\S+ )*(.+) \S+$/gm)].flatMap((match) =>
      match[1]!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((path) => !exists(path))).toEqual([]);
    expect(copied.filter((path) => !ignored.includes(`!${path}`))).toEqual([]);
  });

  it('copies from stages that there are', () => {
    const from = [...dockerfile.matchAll(/--from=(\S+)/g)].map((match) => match[1]!);
    const names = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map((match) => match[1]!);
    expect(from.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('brings the Node that the repository asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const [major] = engines.node.replace('>=', '').split('.');
    expect(stages.filter((stage) => !stage.startsWith(`FROM node:${major}-`))).toEqual([]);
  });
});

describe('the image', () => {
  it('runs an app that there is, unless another is asked for', () => {
    const app = /^ARG APP=(\S+)$/m.exec(last)?.[1];
    expect(exists(`apps/${app}/main.ts`)).toBe(true);
    expect(last).toContain('ENV APP=$APP');
    expect(last).toContain('CMD ["/bin/sh", "-c", "exec node --enable-source-maps dist/apps/$APP/main.js"]');
    expect(read('scripts/build.mjs')).toContain("const sourceFolders = ['libs', 'apps',");
  });

  it('has no package that is for development, no source and no secret', () => {
    const copied = [...last.matchAll(/^COPY (.+)$/gm)].map((match) => match[1]);
    expect(copied).toEqual([
      '--from=packages /app/node_modules node_modules',
      '--from=build /app/dist dist',
      'package.json LICENSE ./',
      'docker/health.mjs docker/',
      '--from=packages --chown=1000:1000 /archive /archive',
    ]);
    const packages = stages.find((stage) => /AS packages$/m.test(stage))!;
    expect(packages.match(/npm (ci|install).*/g)).toEqual([
      'npm ci --ignore-scripts --omit=dev --no-audit --no-fund \\',
    ]);
    expect(last).not.toMatch(/^RUN /m);
  });

  it('runs as a user who is not root, by number, in production', () => {
    expect(last.match(/^USER (.+)$/gm)).toEqual(['USER 1000:1000']);
    expect(last).toMatch(/^ENV NODE_ENV=production$/m);
  });

  it('is asked on the path and within the time that the process answers on', () => {
    const [, path] = /path: '([^']+)'/.exec(read('docker/health.mjs'))!;
    expect(read('libs/platform/http/health.ts')).toContain(`@Get('${path!.split('/').at(-1)}')`);
    const [, interval, timeout] = /^HEALTHCHECK --interval=(\S+) --timeout=(\S+)/m.exec(last)!;
    expect(duration.parse(timeout)).toBeLessThan(duration.parse(interval));
  });
});

describe('what a build sees', () => {
  it('is named, and everything else stays out', () => expect(ignored[0]).toBe('*'));

  it('leaves out tests, packages and whatever may hold a secret', () => {
    const excluded = ignored.slice(1).filter((line) => line !== '' && !line.startsWith('!'));
    expect(excluded).toEqual(['**/node_modules', '**/secrets', '**/.env', '**/*.spec.ts']);
    const back = ignored.slice(ignored.indexOf('**/secrets')).filter((line) => line.startsWith('!'));
    expect(back).toEqual(['!libs/platform/secrets']);
  });

  it('is named as it is', () => {
    const named = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(named.filter((path) => !exists(path))).toEqual([]);
  });
});
