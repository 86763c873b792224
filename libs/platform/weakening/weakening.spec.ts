import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

interface Start {
  readonly weakened: boolean;
  readonly complaint: string;
  readonly log: string;
}

/** What a process that starts in this environment takes away, complains of and logs. */
async function startedWith(environment: Readonly<Record<string, string>>): Promise<Start> {
  const program = `
    const { isWeakened } = await import('#platform/weakening');
    const { checkSettings } = await import('#platform/config');
    let complaint = '';
    try { checkSettings(); } catch (error) { complaint = error.message; }
    console.error(JSON.stringify({ weakened: isWeakened('refill-from-owner'), complaint }));`;
  const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    env: { ...inherited, LOG_FORMAT: 'json', ...environment },
  });
  return { ...(JSON.parse(stderr) as Omit<Start, 'log'>), log: stdout };
}

describe('a protection', () => {
  it('holds unless the environment takes it away', async () => {
    expect(await startedWith({})).toEqual({ weakened: false, complaint: '', log: '' });
    expect(await startedWith({ WEAKENED: 'previous-is-checked' })).toMatchObject({ weakened: false, complaint: '' });
  });

  it('is taken away by its name, and the log says loudly what that means', async () => {
    const { weakened, complaint, log } = await startedWith({ WEAKENED: 'previous-is-checked, refill-from-owner' });
    expect([weakened, complaint]).toEqual([true, '']);
    expect(log).toMatch(/"level":"error".*"refill-from-owner":"nobody asks the owner.*WEAKENED/);
  });

  it('cannot be taken away under a name that does not exist', async () => {
    const { weakened, complaint } = await startedWith({ WEAKENED: 'refill-from-owner,common-sense' });
    expect(weakened).toBe(false);
    expect(complaint).toMatch(/^WEAKENED is "refill-from-owner,common-sense": there is no "common-sense"; there are /);
  });

  it('cannot be taken away in production', async () => {
    const { weakened, complaint } = await startedWith({ WEAKENED: 'refill-from-owner', NODE_ENV: 'production' });
    expect(weakened).toBe(false);
    expect(complaint).toContain('WEAKENED is "refill-from-owner": no protection may be taken away in production.');
  });
});
