import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of a size of its own, in memory, that a test may fill. */
export class SmallDisk {
  private constructor(private readonly mount: string) {}

  /** Undefined where this user or this machine may not mount one. */
  static async mounted(megabytes: number): Promise<SmallDisk | undefined> {
    const mount = join(tmpdir(), `tearline-disk-${randomUUID()}`);
    await mkdir(mount);
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', mount]);
      return new SmallDisk(mount);
    } catch {
      await rm(mount, { recursive: true });
      return undefined;
    }
  }

  /** A folder on it. */
  get folder(): string {
    return join(this.mount, 'postgres');
  }

  /** Leaves not a byte. */
  async fill(): Promise<void> {
    const file = await open(this.ballast, 'a');
    const piece = Buffer.alloc(65_536);
    try {
      for (;;) await file.write(piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(this.ballast, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', [this.mount]);
    await rm(this.mount, { recursive: true });
  }

  private get ballast(): string {
    return join(this.mount, 'ballast');
  }
}
