// Runs a nats-server for as long as whoever started this process lives. A server left behind by a killed predecessor goes first.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { onStopRequest, reportReady } from '#platform/process';

interface RunningServer {
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<unknown>;
  stop(): Promise<void>;
}

interface ServerScript {
  startNatsServer(options: object): Promise<RunningServer>;
}

const {
  BROKER_SCRIPT: script = '',
  BROKER_BINARY: binary,
  BROKER_DIRECTORY: directory = '',
  BROKER_PORT: port,
  BROKER_CONFIGURATION: config,
} = process.env;
const pidFile = join(directory, 'nats-server.pid');

await mkdir(directory, { recursive: true });
await endPredecessor();
const { startNatsServer } = (await import(pathToFileURL(script).href)) as ServerScript;
const server = await startNatsServer({ binary, directory, config, port: Number(port) });
await writeFile(pidFile, String(server.pid));
let isStopping = false;
onStopRequest(async () => {
  isStopping = true;
  await server.stop();
  process.exit(0);
});
reportReady({ origin: server.url, notes: [], pid: server.pid });
await server.exited;
if (!isStopping) process.exit(1);

async function endPredecessor(): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  for (let attempt = 0; attempt < 50 && pid > 0 && isOurServer(pid); attempt++) {
    process.kill(pid, attempt < 25 ? 'SIGTERM' : 'SIGKILL');
    await pause(100);
  }
}

function isOurServer(pid: number): boolean {
  try {
    const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('nats-server') && command.includes(directory);
  } catch {
    return false;
  }
}
