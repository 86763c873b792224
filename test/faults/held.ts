import { readdirSync, readFileSync } from 'node:fs';
import type { KillableProcess } from './killable-process.js';

/** An amount that something has of something, and what it may have at most. */
export interface Held {
  readonly of: string;
  readonly amount: number;
  readonly atMost: number;
}

export interface Bounds {
  /** Of memory, in all. */
  readonly megabytes: number;
  /** Open files, connections among them. */
  readonly files: number;
}

/** What those of these processes that run hold of memory and files. */
export function heldBy(processes: Iterable<KillableProcess>, { megabytes, files }: Bounds): readonly Held[] {
  return [...processes].flatMap(({ name, pid }) => {
    if (pid === undefined) return [];
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
    const open = readdirSync(`/proc/${pid}/fd`).length;
    return [
      { of: `megabytes of ${name}`, amount: Math.round(Number(kilobytes) / 1024), atMost: megabytes },
      { of: `open files of ${name}`, amount: open, atMost: files },
    ];
  });
}

/** One sentence for each that holds too much. */
export function tooMuch(held: readonly Held[]): readonly string[] {
  return held.flatMap(({ of, amount, atMost }) => (amount <= atMost ? [] : [`${of}: ${amount} of ${atMost}`]));
}
