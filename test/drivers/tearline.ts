import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const windows = process.platform === 'win32';

/** Runs `npx tearline` as a person does in a terminal; answers with what it printed and the code that it ended with. */
export async function tearline(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly printed: string; readonly complained: string }> {
  const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
  const options = { cwd: root, env: { ...inherited, ...env }, shell: windows };
  return new Promise((ended) => {
    execFile('npx', ['--no', '--offline', 'tearline', ...args], options, (error, printed, complained) => {
      ended({ code: error === null ? 0 : Number(error.code ?? -1), printed, complained });
    });
  });
}
