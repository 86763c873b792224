import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { eventually } from '#test/eventually';
import { startProcess, type RunningProcess } from '#test/processes';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './index.js';
import { canPass } from './access.js';
import { isRunning } from './processes.js';

// These tests start servers of their own, beside the one of the test run.
describe('an embedded PostgreSQL', () => {
  const asRoot = process.getuid?.() === 0;
  let canBecomeOrdinary: boolean;
  let folder: string;
  let directory: string;
  const started: EmbeddedPostgres[] = [];

  beforeAll(async () => {
    // Below a private home even the programs are out of an ordinary user's reach.
    canBecomeOrdinary = asRoot && (await canPass(import.meta.dirname, { uid: 65_534, gid: 65_534 }));
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-'));
    await chmod(folder, 0o755);
    directory = join(folder, 'deep', 'postgres');
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((postgres) => postgres.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (settings: Record<string, string> = {}, log?: (line: string) => void) => {
    const postgres = await startEmbeddedPostgres({ directory, settings, ...(log && { log }) });
    started.push(postgres);
    return postgres;
  };

  it('answers at its url as superuser, on this machine only, with safe writes', async () => {
    const { url, dataDirectory } = await start();
    expect(dataDirectory).toBe(join(directory, 'data'));
    expect(await settingsOf(url)).toEqual({
      user: 'tearline',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      max_connections: '200',
    });
  });

  it('asks for the password, which only its owner can read', async () => {
    const { url } = await start();
    await expect(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('keeps the data from one start to the next', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE note AS SELECT 42 AS answer');
    await first.stop();
    expect(await isRunning(first.pid)).toBe(false);
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM note')).toEqual([{ answer: 42 }]);
  });

  it('takes settings', async () => {
    const { url } = await start({ max_connections: '17' });
    expect(await ask(url, 'SHOW max_connections')).toEqual([{ max_connections: '17' }]);
  });

  it('is shut down by the last one to leave, and stopping twice is the same as once', async () => {
    const [first, second] = [await start(), await start()];
    expect(second.pid).toBe(first.pid);
    await first.stop();
    await first.stop();
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(await isRunning(first.pid)).toBe(false);
  });

  it('is one server even when two start it at the same moment', async () => {
    const other = startElsewhere(directory);
    const [here, there] = await Promise.all([start(), pidOf(other)]);
    expect(there).toBe(here.pid);
    other.kill('SIGTERM');
    expect(await other.exited).toEqual({ code: 0, signal: null });
  });

  it('is joined, not started again, after its owner was killed', async () => {
    const owner = startElsewhere(directory);
    const pid = await pidOf(owner);
    owner.kill('SIGKILL');
    await owner.exited;
    const postgres = await start();
    expect(postgres.pid).toBe(pid);
    await postgres.stop();
    expect(await isRunning(pid)).toBe(false);
  });

  it('recovers when the server itself was killed', async () => {
    const first = await start();
    await ask(first.url, 'CREATE TABLE note AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    await eventually(async () => expect(await isRunning(first.pid)).toBe(false));
    const second = await start();
    expect(await ask(second.url, 'SELECT answer FROM note')).toEqual([{ answer: 42 }]);
  });

  it('is not kept from starting by a process id that was given to another program', async () => {
    const earlier = await start();
    await earlier.stop();
    const stranger = spawn('sleep', ['60'], { cwd: '/', ...ownerOf(asRoot) });
    try {
      const lines = [stranger.pid, earlier.dataDirectory, 1, 5432, '', '127.0.0.1', '', 'ready', ''];
      await writeFile(join(earlier.dataDirectory, 'postmaster.pid'), lines.join('\n'));
      const postgres = await start();
      expect(postgres.pid).not.toBe(stranger.pid);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('takes over the lock of a process that died', async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'lock'), '999999999 1');
    const { url } = await start();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes over the lock of an earlier process that had our process id', async () => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'lock'), `${process.pid} 1`);
    const { url } = await start();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says in its own words why it does not start, and leaves nothing running', async () => {
    await expect(start({ shared_buffers: 'a lot' })).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
    const words = await readFile(join(directory, 'server.log'), 'utf8');
    expect(words).toContain('a lot');
    await expect(stat(join(directory, 'data', 'postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  it('starts over when the making of its data was cut short', async () => {
    await mkdir(join(directory, 'data.new', 'base'), { recursive: true });
    const { url } = await start();
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('runs as an ordinary user, also when started by root', async () => {
    const { pid } = await start();
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => `Uid:\t${process.getuid?.()}`);
    expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).not.toBe(0);
  });

  it('serves an ordinary user too', async () => {
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o777);
    const ordinary = startElsewhere(directory, ...(canBecomeOrdinary ? ['65534'] : []));
    const pid = await pidOf(ordinary);
    ordinary.kill('SIGTERM');
    expect(await ordinary.exited).toEqual({ code: 0, signal: null });
    expect(await isRunning(pid)).toBe(false);
  });

  it('goes to the same temporary folder each time when its user cannot reach the wanted one', async () => {
    await mkdir(join(folder, 'private'), { mode: 0o700 });
    directory = join(folder, 'private', 'postgres');
    const lines: string[] = [];
    const first = await start({}, (line) => lines.push(line));
    await first.stop();
    const second = await start({}, (line) => lines.push(line));

    const elsewhere = !second.dataDirectory.startsWith(folder);
    expect(elsewhere).toBe(asRoot); // An ordinary user reaches its own folder; only root has to step aside.
    expect(lines.filter((line) => line.includes('cannot reach'))).toHaveLength(asRoot ? 2 : 0);
    expect(second.dataDirectory).toBe(first.dataDirectory);
    await second.stop();
    if (elsewhere) await rm(resolve(second.dataDirectory, '..'), { recursive: true });
  });
});

function startElsewhere(...args: string[]): RunningProcess {
  return startProcess('test/support/hold-postgres.mjs', { args });
}

async function pidOf(holder: RunningProcess): Promise<number> {
  const [, pid] = await holder.waitForOutput(/server (\d+) at/);
  return Number(pid);
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

async function settingsOf(url: string): Promise<unknown> {
  const [row] = await ask(
    url,
    `SELECT jsonb_object_agg(name, setting) || json_build_object('user', current_user)::jsonb AS settings FROM pg_settings
     WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes', 'synchronous_commit', 'max_connections')`,
  );
  return (row as { settings: unknown }).settings;
}

function ownerOf(asRoot: boolean): { uid?: number; gid?: number } {
  return asRoot ? { uid: 65_534, gid: 65_534 } : {};
}
