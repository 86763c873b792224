import { chmod, writeFile } from 'node:fs/promises';

/** Writes a file that every user can read, whatever the mask of this one: a container runs as another. */
export async function writeReadable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}
