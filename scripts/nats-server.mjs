// Finds a nats-server for tests and `npm run split`: the one named by NATS_SERVER, the one on the PATH, the one fetched
// earlier, or, on Debian and its relatives, the one of the distribution, unpacked under .data/ without being installed.
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const fetched = join(root, '.data/nats-server');

const advice = [
  'No nats-server was found. Install one (https://docs.nats.io/running-a-nats-service/introduction/installation;',
  'on Debian and Ubuntu: apt-get install nats-server), or set NATS_SERVER to the path of one.',
].join('\n');

/** The path of a nats-server; throws with advice when there is none to be had. */
export async function findNatsServer({ log = () => {} } = {}) {
  const named = process.env['NATS_SERVER'];
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return named;
    throw new Error(`NATS_SERVER names ${named}, which cannot be executed.`);
  }
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/bin',
    join(fetched, 'usr/sbin'),
  ];
  for (const folder of folders) {
    const path = join(folder, 'nats-server');
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return fetchFromDistribution(log);
}

/**
 * Starts a nats-server with JetStream on 127.0.0.1. `port` 0 takes a free one; `directory` is where it stores; `config` is the
 * path of a configuration file for all else, and `env` what it reads there from the environment. Resolves when it takes
 * connections.
 */
export async function startNatsServer({
  binary,
  port = 0,
  directory,
  config,
  env = {},
  onLine = () => {},
  within = 10_000,
}) {
  const chosen = port === 0 ? await freePort() : port;
  const place = directory === undefined ? [] : ['-js', '-sd', directory];
  const further = config === undefined ? [] : ['-c', config];
  const server = spawn(
    binary ?? (await findNatsServer()),
    ['-a', '127.0.0.1', '-p', String(chosen), ...place, ...further],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const exited = new Promise((settle) => server.once('close', settle).once('error', settle));
  let printed = '';
  const ready = Promise.withResolvers();
  server.stderr.on('data', (chunk) => {
    printed = (printed + chunk).slice(-20_000);
    for (const line of String(chunk).split('\n')) if (line !== '') onLine(line);
    if (printed.includes('Server is ready')) ready.resolve(true);
  });
  const started = await Promise.race([ready.promise, exited.then(() => false), pause(within, false, { ref: false })]);
  if (started !== true) {
    server.kill('SIGKILL');
    throw new Error(`nats-server did not start.\n${printed}`);
  }
  return {
    url: `nats://127.0.0.1:${chosen}`,
    port: chosen,
    pid: server.pid,
    exited,
    async stop(signal = 'SIGTERM') {
      server.kill(signal);
      await exited;
    },
  };
}

async function fetchFromDistribution(log) {
  if (
    process.platform !== 'linux' ||
    !(await isExecutable('/usr/bin/apt-get')) ||
    !(await isExecutable('/usr/bin/dpkg'))
  ) {
    throw new Error(advice);
  }
  await mkdir(join(root, '.data'), { recursive: true });
  const folder = await mkdtemp(join(root, '.data/nats-server-'));
  try {
    log('Fetching nats-server from the distribution (once).');
    await download(folder);
    const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
    await execute('dpkg', ['-x', join(folder, archive), join(folder, 'unpacked')]);
    await rename(join(folder, 'unpacked'), fetched).catch((error) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error; // somebody else was faster
    });
  } catch (error) {
    throw new Error(`${advice}\nFetching the package failed: ${String(error.stderr || error.message).trim()}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return join(fetched, 'usr/sbin/nats-server');
}

/** With the machine's package lists or, where they are missing or old, with lists of our own; neither needs to be root. */
async function download(folder) {
  try {
    await aptGet(folder, ['download', 'nats-server']);
  } catch {
    const state = join(folder, 'apt');
    await mkdir(join(state, 'lists/partial'), { recursive: true });
    await mkdir(join(state, 'archives/partial'), { recursive: true });
    const own = [
      '-o',
      `Dir::State=${state}`,
      '-o',
      `Dir::Cache=${state}`,
      '-o',
      'Dir::State::status=/var/lib/dpkg/status',
    ];
    await aptGet(folder, [...own, 'update']);
    await aptGet(folder, [...own, 'download', 'nats-server']);
  }
}

async function aptGet(cwd, args) {
  await execute('apt-get', ['-o', 'APT::Sandbox::User=', ...args], { cwd, timeout: 120_000 });
}

async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Below the ports that systems give to outgoing connections: a server that is started again may find one of those taken. */
async function freePort() {
  const port = randomInt(20_000, 32_000);
  const listener = createServer();
  const isFree = await new Promise((settle) =>
    listener
      .once('error', () => settle(false))
      .once('listening', () => settle(true))
      .listen(port, '127.0.0.1'),
  );
  if (!isFree) return freePort();
  await new Promise((resolve) => listener.close(resolve));
  return port;
}
