import { parse } from 'yaml';
import { parseEnvFile } from '#platform/secrets';
import { read } from '../docs/repository-files.js';

/** A service of a composition, its variables filled in and its files of settings read. */
export interface Service {
  readonly name: string;
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly args?: { readonly APP?: string } };
  readonly command?: string | readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly networks: readonly string[];
  readonly profiles: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas?: number };
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}

type Written = Omit<Partial<Service>, 'environment'> & {
  readonly environment?: Readonly<Record<string, string | number | boolean>>;
  readonly env_file?: string | readonly string[];
};

export interface Surroundings {
  /** What the shell or the file .env says. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Reads a file that the composition names. */
  readonly readFile?: (path: string) => string;
}

/** The services of a composition as Compose would run them. */
export function servicesOf(
  path: string,
  { variables = {}, readFile = () => '' }: Surroundings = {},
): readonly Service[] {
  const text = filledIn(read(path), variables);
  const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Written>> };
  return Object.entries(services).map(([name, { environment = {}, env_file: files = [], ...written }]) => {
    const fromFiles = [files].flat().flatMap((file) => [...parseEnvFile(readFile(file))]);
    const own = Object.entries(environment).map(([key, value]) => [key, String(value)]);
    const environmentOfAll = Object.fromEntries([...fromFiles, ...own]) as Readonly<Record<string, string>>;
    return { volumes: [], ports: [], networks: [], profiles: [], ...written, name, environment: environmentOfAll };
  });
}

/** `${NAME:?what it is}` insists, `${NAME:-default}` does not; `$$` is a dollar sign. */
function filledIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\$|\$\{(\w+)(?::([?-])([^}]*))?\}/g,
    (whole, name: string, sign?: string, rest?: string) => {
      if (whole === '$$') return '$';
      const value = variables[name];
      if (value !== undefined && value !== '') return value;
      if (sign === '-') return rest!;
      throw new Error(`${name} is not set: ${rest}`);
    },
  );
}
