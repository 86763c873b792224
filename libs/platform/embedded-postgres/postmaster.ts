import { spawn } from 'node:child_process';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { Placement } from './placement.js';
import { isGoneWithin, isRunning, plainEnvironment, signal, workingDirectoryOf } from './processes.js';

/** A PostgreSQL server process, ours or one that somebody else started on the same data. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const defaults: Readonly<Record<string, string>> = { max_connections: '200', timezone: 'UTC', log_timezone: 'UTC' };
const shutdownPatience = 30_000;
const quickShutdownPatience = 5_000;

/** The server that already runs on this data directory, if any. A `postmaster.pid` left behind is removed. */
export async function findPostmaster({ dataDirectory }: Placement): Promise<Postmaster | undefined> {
  const pidFile = join(dataDirectory, 'postmaster.pid');
  const [pid, , , port] = await readLines(pidFile);
  if (pid === undefined) return undefined;
  if (port && (await isPostmasterOf(Number(pid), dataDirectory))) return { pid: Number(pid), port: Number(port) };
  await rm(pidFile, { force: true });
  return undefined;
}

/**
 * Starts a server in a process group of its own, which no Ctrl-C in a terminal reaches. It listens on one free port
 * of 127.0.0.1 and nowhere else. It may still be starting up, or fail, when this returns.
 */
export async function spawnPostmaster(
  placement: Placement,
  binaries: Binaries,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  const port = await freePort();
  const own = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
  const options = Object.entries({ ...defaults, ...settings, ...own }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const output = await openLog(placement.logFile);
  try {
    const child = spawn(binaries.postgres, ['-D', placement.dataDirectory, ...options], {
      ...placement.identity,
      env: plainEnvironment(),
      cwd: placement.directory,
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
    });
    child.unref();
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid as number));
    });
    return { pid, port };
  } finally {
    await output.close();
  }
}

/** Shuts a server down; open connections are ended. Throws when it does not go. */
export async function stopPostmaster(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await isGoneWithin(pid, shutdownPatience)) return;
  signal(pid, 'SIGQUIT');
  if (await isGoneWithin(pid, quickShutdownPatience)) return;
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

/** The last lines that the server wrote; for an error message. */
export async function lastWords({ logFile }: Placement): Promise<string> {
  const lines = await readLines(logFile);
  return lines.filter(Boolean).slice(-15).join('\n');
}

// A process id may have been given to another program since. The server works in its data directory; where the
// system does not tell, being alive has to be enough, and the connection will show.
async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const folder = await workingDirectoryOf(pid);
  return folder === undefined || folder === (await realpath(dataDirectory));
}

// The server outlives us when others use it, so it writes to a file and not to a pipe of ours.
async function openLog(path: string) {
  await rename(path, path.replace(basename(path), `previous-${basename(path)}`)).catch(() => undefined);
  return open(path, 'a', 0o600);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text === '' ? [] : text.split('\n').map((line) => line.trim());
}
