import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

const root = resolve(import.meta.dirname, '../..');
const files = listFiles();
const code = files.filter((file) => /\.(ts|mjs|cjs|js|json|yaml|yml|md|sh|html|css|sql)$/.test(file));
const specs = files.filter((file) => file.endsWith('.spec.ts'));
const unfinished = /\b(TOD[O]|FIXM[E])\b/; // Spelt so that this file does not find itself.
const focusedOrSkipped =
  /\b(describe|it|test)(\.each)?\.(only|skip|todo|failing)\b|\b(fit|fdescribe|xit|xtest|xdescribe)\(/;
const homePath = /(^|[\s"'`(=:])\/(home|Users)\/[a-z]|(^|[\s"'`(=:])\/root\//;

describe('the repository', () => {
  it('leaves nothing unfinished', () => expect(search(code, unfinished)).toEqual([]));

  it('runs all of its tests', () => expect(search(specs, focusedOrSkipped)).toEqual([]));

  it('names no path of somebody’s machine', () => expect(search(code, homePath)).toEqual([]));

  it('says in its lockfiles what to install, not from where', () => {
    const lockfiles = files.filter((file) => file.split('/').at(-1) === 'package-lock.json');
    expect(lockfiles).toContain('package-lock.json');
    expect(search(lockfiles, /"resolved":/)).toEqual([]);
  });

  // npm leaves them out now and then, and `npm ci` refuses such a lockfile on every machine.
  it('names the packages of all platforms in the lockfile', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
    const locked = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
  });

  it('has no test file whose suffix names no tier', () => {
    const names = specs.map((file) => file.split('/').at(-1) ?? file);
    expect(names.filter((name) => !/^[a-z0-9.-]+?(\.int|\.e2e|\.faults)?\.spec\.ts$/.test(name))).toEqual([]);
  });
});

function search(among: readonly string[], pattern: RegExp): Finding[] {
  return among.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((text, index) =>
        pattern.test(text) ? [{ file, line: index + 1, text: text.trim().slice(0, 120) }] : [],
      ),
  );
}

// Everything that is or could be committed; without git (an exported archive) everything that was not generated.
function listFiles(): string[] {
  try {
    const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output
      .split('\0')
      .filter((file) => file !== '' && statSync(join(root, file), { throwIfNoEntry: false })?.isFile());
  } catch {
    return walk('');
  }
}

function walk(folder: string): string[] {
  const generated = new Set(['.git', '.data', 'dist', 'node_modules']);
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !generated.has(name))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));
}
