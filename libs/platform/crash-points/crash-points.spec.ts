import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { crashPoints } from './crash-points.js';

const root = resolve(import.meta.dirname, '../../..');

interface End {
  readonly signal: string | undefined;
  /** Which passings it survived, or what it complained of. */
  readonly said: string;
}

/** How a process ends that passes one point three times, and another before each. */
async function ended(environment: Readonly<Record<string, string>>): Promise<End> {
  const program = `
    const { crashPoint } = await import('#platform/crash-points');
    const { checkSettings } = await import('#platform/config');
    try { checkSettings(); } catch (error) { process.stderr.write(error.message); process.exit(); }
    for (const passing of [1, 2, 3]) {
      crashPoint('consumer-fetched');
      crashPoint('consumer-applied');
      process.stderr.write(String(passing));
    }`;
  const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
  const options = { cwd: root, env: { ...inherited, ...environment } };
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], options);
  return run.then(
    ({ stderr }) => ({ signal: undefined, said: stderr }),
    ({ signal, stderr }: { signal: string; stderr: string }) => ({ signal, said: stderr }),
  );
}

describe('a crash point', () => {
  it('is passed by unless the environment names it', async () => {
    expect(await ended({})).toEqual({ signal: undefined, said: '123' });
    expect(await ended({ CRASH_AT: 'relay-stored' })).toEqual({ signal: undefined, said: '123' });
  });

  it('kills the process at the passing that is asked for', async () => {
    expect(await ended({ CRASH_AT: 'consumer-applied' })).toEqual({ signal: 'SIGKILL', said: '' });
    expect(await ended({ CRASH_AT: 'consumer-applied:3' })).toEqual({ signal: 'SIGKILL', said: '12' });
  });

  it('has a name that is known, and a number and an end that make sense', async () => {
    const complaint = async (written: string) => (await ended({ CRASH_AT: written })).said;
    expect(await complaint('consumer-bored')).toMatch(/^CRASH_AT is "consumer-bored": must begin with one of key-cl/);
    expect(await complaint('consumer-applied:0')).toContain('must be a crash point, optionally with :<nth>');
    expect(await complaint('consumer-applied:1:burn')).toContain('must be a crash point, optionally with :<nth>');
  });

  it('cannot be armed in production', async () => {
    const { signal, said } = await ended({ CRASH_AT: 'consumer-applied', NODE_ENV: 'production' });
    expect(signal).toBeUndefined();
    expect(said).toContain('CRASH_AT is "consumer-applied": no process may be made to crash in production.');
  });

  it('says how things stand there', () => {
    for (const meaning of Object.values(crashPoints)) expect(meaning).toMatch(/^[a-z].*[^.]$/);
  });
});
