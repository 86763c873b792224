import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import pg from 'pg';
import type { Line } from '../figures/section.js';

const shown = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'wal_compression',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'max_connections',
  'autovacuum',
  'track_commit_timestamp',
];

/** Hardware, versions, settings and how durably the server writes: everything that figures depend on. */
export async function describeMachine(serverUrl: string): Promise<Line> {
  return { ...describeHost(), ...describePackages(), ...(await describeServer(serverUrl)) };
}

function describeHost(): Line {
  return {
    processor: `${availableParallelism()} × ${cpus()[0]?.model.trim() || process.arch}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${type()} ${release()}`,
    node: process.versions.node,
    commit: commit(),
  };
}

function describePackages(): Line {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  const named = ['pg', 'fastify', '@nestjs/core', '@nats-io/transport-node'];
  return Object.fromEntries(named.map((name) => [name, dependencies[name]!]));
}

async function describeServer(url: string): Promise<Line> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, current_setting(name) as setting from pg_settings where name = any($1) order by array_position($1, name)',
    [shown],
  );
  await client.end();
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [`postgresql ${name}`, setting] as const));
  return { ...settings, durability: durabilityOf(settings) };
}

/** In words, so that nobody has to know the settings. */
export function durabilityOf(settings: Readonly<Record<string, string>>): string {
  const names = ['fsync', 'synchronous_commit', 'full_page_writes'];
  const isDurable = names.every((name) => settings[`postgresql ${name}`] === 'on');
  return isDurable ? 'full: every commit is flushed to disk before it is answered' : 'REDUCED: not to be compared';
}

/** What was measured, with a plus sign when files differ from it. */
function commit(): string {
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
