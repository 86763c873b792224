import { readFile, writeFile } from 'node:fs/promises';

/** What Compose, `docker run` and Kustomize all read alike: no quotes, nothing that one of them would replace or cut off. */
const plain = /^(?!["'\s])[^$\\`\n\r]+(?<!\s)$/;

/**
 * The values of a file of lines `NAME=value`. A value is taken as it stands.
 *
 * @example
 * parseEnvFile('# who\nNATS_USER=orders\n'); // Map { 'NATS_USER' => 'orders' }
 */
export function parseEnvFile(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** A file of secrets that keeps what it has: a value is made only where there is none. */
export class EnvFile {
  private readonly values = new Map<string, string>();

  private constructor(
    private readonly path: string,
    private readonly kept: ReadonlyMap<string, string>,
  ) {}

  static async open(path: string): Promise<EnvFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return new EnvFile(path, parseEnvFile(text));
  }

  /** Puts a value in, whatever stood there. Throws when it is not plain enough for all who read such files. */
  set(name: string, value: string): string {
    if (!plain.test(value) || /\s#/.test(value))
      throw new Error(
        `The value of ${name} cannot stand in ${this.path}: it must not begin or end with a blank, begin with a quote, or have $, \`, \\, a new line or " #" in it.`,
      );
    this.values.set(name, value);
    return value;
  }

  /** Keeps the value that the file has, or makes one. */
  async keep(name: string, make: () => string | Promise<string>): Promise<string> {
    return this.set(name, this.kept.get(name) ?? (await make()));
  }

  /** Names whose value is another than before. */
  get changed(): readonly string[] {
    return [...this.values].filter(([name, value]) => this.kept.get(name) !== value).map(([name]) => name);
  }

  /** Writes all values that were put in or kept, for the eyes of this user only. */
  async save(): Promise<void> {
    const lines = [...this.values].map(([name, value]) => `${name}=${value}\n`);
    if (this.changed.length > 0 || this.values.size !== this.kept.size)
      await writeFile(this.path, lines.join(''), { mode: 0o600 });
  }
}
