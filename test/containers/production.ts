import { globSync } from 'node:fs';
import { checkSettings, describeSettings, type Environment, WrongSettings } from '#platform/config';
import { exists, read } from '../docs/repository-files.js';

/** Known to Node, Nest, the image or the exporter of traces, not to our settings. */
const ofOthers = new Set(['NODE_ENV', 'APP']);

/** The settings that a process would not know. Everything must have been loaded. */
export function unknownIn(environment: Environment): readonly string[] {
  const known = new Set(describeSettings({}).map(({ name }) => name));
  return Object.keys(environment).filter((name) => !known.has(name) && !ofOthers.has(name));
}

/** What a process of this app would complain about in production. Everything must have been loaded. */
export function complaintsOf(app: string, environment: Environment): readonly string[] {
  try {
    checkSettings({ ...environment, NODE_ENV: 'production' });
    return [];
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    return error.sentences.filter((sentence) => concerns(app, sentence.split(' ')[0]!));
  }
}

/** The app that a command line runs; throws when there is none. */
export function appIn(command: readonly string[]): string {
  const [program, maps, file = '', ...rest] = command;
  const app = /^dist\/apps\/(\w+\/[\w-]+)\/main\.js$/.exec(file)?.[1];
  const isOurs = program === 'node' && maps === '--enable-source-maps' && rest.length === 0;
  if (!isOurs || app === undefined || !exists(`apps/${app}/main.ts`))
    throw new Error(`"${command.join(' ')}" starts no app of this repository`);
  return app;
}

/** The contexts that an app serves. */
export function contextsOf(app: string): readonly string[] {
  return [...read(`apps/${app}/main.ts`).matchAll(/from '#\w+\/([\w-]+)'/g)]
    .map((match) => match[1]!)
    .filter((name) => name !== 'host' && name !== 'gateway');
}

/** What of the platform only processes with contexts load. */
const besideContexts = 'libs/platform/personal-data/';

/** A setting that a context declares is of no concern to a process without that context. */
function concerns(app: string, setting: string): boolean {
  const files = globSync('libs/*/*/**/*.ts', { exclude: (path) => path.endsWith('.spec.ts') });
  const declaring = files.filter((file) => read(file).includes(`'${setting}'`));
  if (declaring.some((file) => file.startsWith(besideContexts))) return contextsOf(app).length > 0;
  const owners = declaring.filter((file) => !file.startsWith('libs/platform/')).map((file) => file.split('/')[2]!);
  return owners.length === 0 || owners.some((context) => contextsOf(app).includes(context));
}
