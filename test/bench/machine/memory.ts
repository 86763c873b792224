import { readFile } from 'node:fs/promises';

/** What a process has of the machine's memory, in megabytes of a million bytes; undefined where that cannot be seen (Linux only). */
export async function memoryOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  return kibibytes === undefined ? undefined : (Number(kibibytes) * 1_024) / 1_000_000;
}

/** The most that a process had while work ran. */
export async function mostMemoryDuring(pid: number, work: () => Promise<unknown>): Promise<number | undefined> {
  const seen = [await memoryOf(pid)];
  const timer = setInterval(() => void memoryOf(pid).then((memory) => seen.push(memory)), 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const known = seen.filter((memory) => memory !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
