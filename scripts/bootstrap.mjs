// Plain JavaScript for any Node >= 20 with nothing installed: it installs what the lockfile asks for and
// finds the Node that everything else runs on.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../..');

const lockfile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules/.cache/tearline/installed.json');
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const windows = process.platform === 'win32';

/** Installs when needed and answers with the path of the Node to run everything with. */
export async function bootstrap() {
  const wanted = fingerprint();
  const stamp = readJson(stampFile);
  if (stamp?.fingerprint === wanted && existsSync(stamp.node)) return stamp.node;

  await alone(async () => {
    if (!isInstalled()) await install();
  });
  const node = findNode();
  mkdirSync(resolve(stampFile, '..'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ fingerprint: wanted, node }));
  return node;
}

/** Runs a command of this repository to its end and answers with its exit code. Signals are passed on. */
export function run(command, args, options = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const letGo = onStop((signal) => child.kill(signal));
    child.once('error', failed);
    child.once('close', (code, signal) => {
      letGo();
      done(exitCode(code, signal));
    });
  });
}

/**
 * Calls `stop` with the signal when this process is told to stop. npm runs scripts by a shell that dies of a signal
 * without passing it on, so losing the parent counts as SIGTERM. Answers with the function that ends it.
 */
export function onStop(stop) {
  for (const signal of stopSignals) process.on(signal, stop);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop('SIGTERM');
  }, 250).unref();
  return () => {
    clearInterval(watch);
    for (const signal of stopSignals) process.off(signal, stop);
  };
}

/** The code a shell would report. */
export function exitCode(code, signal) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
  return code ?? 128 + (numbers[signal] ?? 0);
}

/** The file that a package's command points at, to be run by the Node of our choice. */
export function binary(packageName, file) {
  return join(root, 'node_modules', packageName, file);
}

/** True for the file that Node was asked to run, false where it is only imported. */
export function isMain(url) {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url);
}

/** Of what is installed, and where, and the Node that runs this. */
export function fingerprint() {
  const lock = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  return `${process.platform}-${process.arch} ${process.version} ${root} ${lock}`;
}

// npm records what it installed; somebody who ran `npm install` by hand must not wait a second time.
function isInstalled() {
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(readJson(lockfile).packages).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed[path];
    return present ? present.version === wanted.version : isOptional(wanted);
  });
}

function isOptional(entry) {
  return Boolean(entry.optional || entry.devOptional || entry.peer);
}

async function install() {
  console.log('Installing the dependencies (the first time this takes a minute or two) …');
  const startedAt = Date.now();
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const quiet = [...args, '--loglevel=error'];
  const code = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...quiet])
    : await run(windows ? 'npm.cmd' : 'npm', quiet, { shell: windows });
  if (code !== 0) throw new Error(`npm ci ended with ${code}; the lines above say why.`);
  console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function findNode() {
  const { engines } = readJson(join(root, 'package.json'));
  const platform = windows ? 'win' : process.platform;
  const pinned = binary(`node-${platform}-${process.arch}`, windows ? 'bin/node.exe' : 'bin/node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (satisfies(process.versions.node, engines.node)) return process.execPath;
  throw new Error(
    `Tearline needs Node ${engines.node}, and brings its own on Linux, Windows and Intel Macs. ` +
      `This machine (${process.platform}-${process.arch}) has ${process.version}: please install a newer Node and try again.`,
  );
}

function satisfies(version, range) {
  const [major, minor] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = range.replace('>=', '').split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

// Two terminals on a fresh clone must not install into one folder at the same time.
async function alone(work) {
  const lock = join(root, '.data/install.lock');
  mkdirSync(resolve(lock, '..'), { recursive: true });
  let waiting = false;
  while (!tryLock(lock)) {
    if (!waiting) console.log('Another process is installing the dependencies; waiting for it …');
    waiting = true;
    const owner = Number(readText(lock));
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    await new Promise((wake) => setTimeout(wake, 200));
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(path) {
  try {
    const file = openSync(path, 'wx');
    writeFileSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
