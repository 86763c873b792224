import type { z } from 'zod';

/** The environment that settings are read from. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingOptions {
  /** What holds when the variable is unset, written as it would be in the environment. */
  readonly default?: string;
  /** Never shown. */
  readonly secret?: boolean;
  /** With NODE_ENV=production the default does not count: somebody has to choose. */
  readonly requiredInProduction?: boolean;
}

/** One setting of the process. */
export interface Setting<T> {
  readonly name: string;
  readonly about: string;
  /** Read from `process.env` at each access, so that a test may change it; an empty variable counts as unset. Throws `WrongSettings`. */
  readonly value: T;
}

/** One line of the page that lists all settings. */
export interface DescribedSetting {
  readonly name: string;
  readonly about: string;
  readonly default?: string;
  readonly value?: string;
  readonly source: 'environment' | 'default' | 'unset';
}

/** Settings with which the process cannot start; the message has one sentence for each, saying how to mend it. */
export class WrongSettings extends Error {
  constructor(readonly sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.name = 'WrongSettings';
  }
}

/** What a variable turned out to say. */
interface Read {
  readonly value?: unknown;
  readonly complaint?: string;
}

class DeclaredSetting {
  private understood: { readonly written: string; readonly read: Read } | undefined;

  constructor(
    readonly name: string,
    readonly schema: z.ZodType,
    readonly about: string,
    readonly options: SettingOptions,
  ) {}

  get value(): unknown {
    const { value, complaint } = this.read(process.env);
    if (complaint !== undefined) throw new WrongSettings([complaint]);
    return value;
  }

  read(env: Environment): Read {
    const { written } = this.find(env);
    if (written === undefined) return this.isMissing(env) ? { complaint: this.missing() } : {};
    if (this.understood?.written !== written) this.understood = { written, read: this.understand(written) };
    return this.understood.read;
  }

  private understand(written: string): Read {
    const { success, data, error } = this.schema.safeParse(written);
    return success ? { value: data } : { complaint: this.wrong(written, error) };
  }

  describe(env: Environment): DescribedSetting {
    const { written, source } = this.find(env);
    const show = (text: string) => (this.options.secret ? '********' : text);
    return {
      name: this.name,
      about: this.about,
      ...(this.options.default !== undefined && { default: show(this.options.default) }),
      ...(written !== undefined && { value: show(written) }),
      source,
    };
  }

  private find(env: Environment): { readonly written?: string; readonly source: DescribedSetting['source'] } {
    const written = env[this.name];
    if (written !== undefined && written !== '') return { written, source: 'environment' };
    if (this.options.default === undefined || this.isMissing(env)) return { source: 'unset' };
    return { written: this.options.default, source: 'default' };
  }

  private isMissing(env: Environment): boolean {
    return this.options.requiredInProduction === true && env['NODE_ENV'] === 'production';
  }

  private missing(): string {
    return `${this.name} is not set; in production it must be. It is ${this.about}.`;
  }

  private wrong(written: string, error: z.ZodError): string {
    const reasons = error.issues.map(({ message }) => message).join(' and ');
    const shown = this.options.secret ? 'has a value that cannot be used' : `is "${written}"`;
    const remedy = this.options.default === undefined ? 'Correct it' : 'Correct it, or unset it to use the default';
    return `${this.name} ${shown}: ${reasons}. It is ${this.about}. ${remedy}.`;
  }
}

const declared = new Map<string, DeclaredSetting>();

/**
 * Declares a setting; two with one name are an error. `about` completes the sentence "It is …".
 *
 * @example
 * const idleTimeout = setting('HTTP_IDLE_TIMEOUT', duration, 'how long a connection may be idle', { default: '5s' });
 * idleTimeout.value; // 5000
 */
export function setting<T>(
  name: string,
  schema: z.ZodType<T>,
  about: string,
  options: SettingOptions & { readonly default: string },
): Setting<T>;
export function setting<T>(
  name: string,
  schema: z.ZodType<T>,
  about: string,
  options?: SettingOptions,
): Setting<T | undefined>;
export function setting(
  name: string,
  schema: z.ZodType,
  about: string,
  options: SettingOptions = {},
): Setting<unknown> {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) throw new Error(`"${name}" is not a setting's name: write it like LOG_LEVEL`);
  if (declared.has(name)) throw new Error(`The setting ${name} is declared twice`);
  const declaration = new DeclaredSetting(name, schema, about, options);
  declared.set(name, declaration);
  return declaration;
}

/** Checks every declared setting at once; throws `WrongSettings`. */
export function checkSettings(env: Environment = process.env): void {
  const complaints = [...declared.values()].flatMap((declaration) => declaration.read(env).complaint ?? []);
  if (complaints.length > 0) throw new WrongSettings(complaints);
}

/** All declared settings by name, with secrets masked. */
export function describeSettings(env: Environment = process.env): readonly DescribedSetting[] {
  return [...declared.values()]
    .map((declaration) => declaration.describe(env))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
