import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, startTimeOf } from './processes.js';

const patience = 120_000;

/**
 * Does `work` while no other process (nor another call of this one) does work under the lock of the same directory.
 * A lock whose owner has died is taken over. Throws when a living owner keeps it for two minutes.
 */
export async function withDirectoryLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const path = join(directory, 'lock');
  const deadline = performance.now() + patience;
  while (!(await tryLock(path))) {
    await breakStaleLock(path);
    if (performance.now() > deadline) throw new Error(`${path} is held by another process for more than two minutes.`);
    await sleep(25);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

// A link appears with its content or not at all, so nobody ever reads half a lock.
async function tryLock(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${process.pid} ${await startTimeOf(process.pid)}`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function breakStaleLock(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined || (await isHeld(content))) return;

  // Somebody else may have broken it a moment ago and hold it by now: look at what was taken away, and give it back.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => content);
  if (taken !== content) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

// A process id alone does not do: in a container every start tends to have the same one.
async function isHeld(content: string): Promise<boolean> {
  const [pid, startTime] = content.split(' ');
  return (await isRunning(Number(pid))) && (await startTimeOf(Number(pid))) === startTime;
}
