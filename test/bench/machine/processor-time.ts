import { readdir, readFile } from 'node:fs/promises';

/** Processor time in milliseconds by the name of who used it. */
export type ProcessorTime = Readonly<Record<string, number>>;

/** Linux counts in hundredths of a second. */
const tick = 10;

interface Usage {
  readonly parent: number;
  readonly milliseconds: number;
}

/**
 * What processes have used of the processors so far. Unlike the time on the clock it does not depend on what else the machine
 * does, but for caches. Linux only; elsewhere nothing is answered.
 */
export async function processorTime(pids: Readonly<Record<string, number>>, server: number): Promise<ProcessorTime> {
  const { user, system } = process.cpuUsage();
  const used: Record<string, number> = {};
  for (const [name, pid] of Object.entries(pids)) used[name] = (await usageOf(pid))?.milliseconds ?? 0;
  return { ...used, postgres: await usageOfFamily(server), 'load generator': (user + system) / 1000 };
}

export function difference(before: ProcessorTime, after: ProcessorTime): ProcessorTime {
  return Object.fromEntries(Object.entries(after).map(([name, used]) => [name, used - (before[name] ?? 0)]));
}

/** Of a process and its children; those that are gone are counted with the parent that waited for them. */
async function usageOfFamily(pid: number): Promise<number> {
  const all = await readdir('/proc').catch(() => []);
  const usages = await Promise.all(all.filter((name) => /^\d+$/.test(name)).map((name) => usageOf(Number(name))));
  const children = usages.filter((usage) => usage?.parent === pid);
  const own = await usageOf(pid);
  return [own, ...children].reduce((sum, usage) => sum + (usage?.milliseconds ?? 0), 0);
}

async function usageOf(pid: number): Promise<Usage | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (line === undefined) return undefined;
  // The name of the program, in parentheses, may contain anything; after it come the state, the parent and figures.
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const ticks = fields.slice(11, 15).reduce((sum, figure) => sum + figure, 0);
  return { parent: fields[1]!, milliseconds: ticks * tick };
}
