import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  readonly child: ChildProcess;
  /** Where it answers. */
  readonly origin: string;
  /** What it has said so far. */
  readonly lines: readonly string[];
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill()));

/** Starts a program of ours; resolves when it says where it answers. */
export function startProgram(
  program: readonly string[],
  settings: NodeJS.ProcessEnv,
  saysWhere: RegExp,
): Promise<Program> {
  return startCommand([process.execPath, '--enable-source-maps', ...program], settings, saysWhere);
}

/** Starts any command; resolves when it says where it answers. */
export async function startCommand(
  [command, ...args]: readonly [string, ...string[]],
  settings: NodeJS.ProcessEnv,
  saysWhere: RegExp,
): Promise<Program> {
  const env = { ...process.env, ...settings };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('error', reject);
  createInterface({ input: child.stdout })
    .on('line', (line) => {
      lines.push(line);
      const origin = saysWhere.exec(line)?.[1];
      if (origin !== undefined) resolve(origin);
    })
    .on('close', () => reject(new Error(`${args.at(-1)} did not start. It said:\n${lines.join('\n')}`)));
  return { child, origin: await promise, lines };
}

/** Asks a program to stop, and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
