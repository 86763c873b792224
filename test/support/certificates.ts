import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type KeyedCertificate } from '#platform/authority';

/** Files with certificates for a test; they go with its file. */
export class CertificateFiles {
  private constructor(
    private readonly folder: string,
    readonly authority: Authority,
  ) {}

  static async make(): Promise<CertificateFiles> {
    const folder = await mkdtemp(join(tmpdir(), 'tearline-certificates-'));
    return new CertificateFiles(folder, await Authority.make('Authority of a test'));
  }

  /** The path of a file with this text. */
  async file(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text);
    return path;
  }

  authorityFile(): Promise<string> {
    return this.file('authority.crt', this.authority.certificate);
  }

  /** Writes a certificate and its key; over those that were there under this name. */
  async identity(
    name: string,
    { certificate, key }: KeyedCertificate,
  ): Promise<{ readonly cert: string; readonly key: string }> {
    return { cert: await this.file(`${name}.crt`, certificate), key: await this.file(`${name}.key`, key) };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** Sets variables of the environment, and gives the way to set them back. */
export function withEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Readonly<Record<string, string | undefined>>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return () => set(before);
}
