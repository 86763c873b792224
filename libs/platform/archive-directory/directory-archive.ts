import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ArchiveFiles } from '#platform/log';

/** Archived events as files of a directory, which all instances of the context see under the same path or another. */
export class DirectoryArchive extends ArchiveFiles {
  readonly place: string;

  constructor(directory: string) {
    super();
    this.place = resolve(directory);
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    await makeDurably(this.place);
    const file = await open(this.pathOf(name), 'wx', 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncDirectory(this.place);
  }

  async read(name: string, at: number, length: number): Promise<Buffer | undefined> {
    const file = await open(this.pathOf(name), 'r').catch(unlessMissing);
    if (file === undefined) return undefined;
    try {
      const part = Buffer.alloc(length);
      let filled = 0;
      for (let more = true; more && filled < length;) {
        const { bytesRead } = await file.read(part, filled, length - filled, at + filled);
        filled += bytesRead;
        more = bytesRead > 0;
      }
      return part.subarray(0, filled);
    } finally {
      await file.close();
    }
  }

  async sizeOf(name: string): Promise<number | undefined> {
    return (await stat(this.pathOf(name)).catch(unlessMissing))?.size;
  }

  async names(): Promise<readonly string[]> {
    return (await readdir(this.place).catch(unlessMissing)) ?? [];
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  private pathOf(name: string): string {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Error(`"${name}" is not a name of an archived file`);
    return join(this.place, name);
  }
}

/** A new directory is only there after a power cut when the one above it is written too. */
async function makeDurably(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined) return;
  for (let made = directory; made !== dirname(first); made = dirname(made)) await syncDirectory(dirname(made));
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
