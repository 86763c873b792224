import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority, daysLeft, type KeyedCertificate } from '#platform/authority';
import { writeReadable } from './readable-file.js';

/** How many days before its end a certificate is made anew. */
const soon = 30;

/**
 * Certificates of processes in folders of their own, `ca.crt`, `tls.crt` and `tls.key`, as Kubernetes calls them. The folders
 * can be read by every user, because that of a container is another than the one who makes them; the folder above cannot.
 */
export class CertificateFiles {
  readonly made: string[] = [];

  private constructor(
    private readonly folder: string,
    private readonly authority: Authority,
  ) {}

  static async open(folder: string): Promise<CertificateFiles> {
    const kept = await read(join(folder, 'authority'), 'ca');
    const authority = kept === undefined ? await Authority.make('Tearline, between processes') : new Authority(kept);
    const files = new CertificateFiles(folder, authority);
    if (kept === undefined)
      await files.write('authority', { 'ca.crt': authority.certificate, 'ca.key': authority.key });
    await chmod(join(folder, 'authority'), 0o700);
    return files;
  }

  /** Keeps the certificate of a process, or makes one for its names, the first of which is its own, and for this machine. */
  async keep(names: readonly string[]): Promise<void> {
    const name = names[0]!;
    const kept = await read(join(this.folder, name), 'tls');
    if (kept !== undefined && daysLeft(kept.certificate) > soon) return;
    const { certificate, key } = await this.authority.issue(name, { names: [...names, 'localhost', '127.0.0.1'] });
    await this.write(name, { 'ca.crt': this.authority.certificate, 'tls.crt': certificate, 'tls.key': key });
  }

  private async write(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
    for (const [file, text] of Object.entries(files)) await writeReadable(join(folder, file), text);
    this.made.push(...Object.keys(files).map((file) => `tls/${name}/${file}`));
  }
}

async function read(folder: string, name: string): Promise<KeyedCertificate | undefined> {
  try {
    const [certificate, key] = await Promise.all(
      ['crt', 'key'].map((ending) => readFile(join(folder, `${name}.${ending}`), 'utf8')),
    );
    return { certificate: certificate!, key: key! };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
