import { spawn } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The user that PostgreSQL runs as; `undefined` means ours, because PostgreSQL accepts it. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** True while a process with this id exists and is not merely waiting to be reaped. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  const fields = await procStat(pid);
  return fields?.[0] !== 'Z';
}

/** Tells one process from a later one that was given the same id; empty where the system offers nothing. */
export async function startTimeOf(pid: number): Promise<string> {
  const fields = await procStat(pid);
  return fields?.[19] ?? '';
}

/** The folder a process works in, or `undefined` where that cannot be learnt. */
export async function workingDirectoryOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}

/** Resolves to true as soon as the process is gone, to false after `milliseconds`. */
export async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (await isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Runs a program to its end and answers with its exit code and everything it printed. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  identity: Identity | undefined,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, {
    ...identity,
    env: plainEnvironment(),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const release = takeAlong(child.pid);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, output }));
    });
  } finally {
    release();
  }
}

/**
 * Makes sure that a child does not outlive this process, whether that ends by a failure or by a signal.
 * Answers with the function that lets the child go.
 */
export function takeAlong(pid: number | undefined): () => void {
  const end = () => pid !== undefined && signal(pid, 'SIGINT');
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const onSignal = (name: NodeJS.Signals) => {
    end();
    release();
    if (process.listenerCount(name) === 0) process.kill(process.pid, name);
  };
  const release = () => {
    process.off('exit', end);
    for (const name of signals) process.off(name, onSignal);
  };
  process.once('exit', end);
  for (const name of signals) process.once(name, onSignal);
  return release;
}

/** What PostgreSQL's programs need to know of our environment; its language and locale are not among it. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return Object.fromEntries(Object.entries({ PATH, SystemRoot, TEMP, LC_ALL: 'C' }).filter(([, value]) => value));
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// The fields behind the program's name, which is in parentheses and may hold anything: state, parent, …
async function procStat(pid: number): Promise<string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}
