import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Line } from '../figures/section.js';

/** The peers have a folder with a lockfile of their own: nobody else needs them. */
const folder = resolve('test/bench/peers');
const require = createRequire(resolve(folder, 'package.json'));

/** Installs the peers where that is still to be done. */
export function installPeers(): void {
  if (existsSync(resolve(folder, 'node_modules'))) return;
  console.log('Installing the peers into test/bench/peers …');
  const npm = process.env['npm_execpath'];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, stdio: 'inherit' } as const;
  if (npm?.endsWith('.js')) execFileSync(process.execPath, [npm, ...args], options);
  else execFileSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

export function versionsOfPeers(): Line {
  const { dependencies } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as { dependencies: Line };
  return dependencies;
}

/** A package of the peers; its types are not here, so whoever uses it says what it is. */
export function peerPackage(name: string): unknown {
  return require(name);
}
