import { mkdirSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Held } from '../held.js';

/** One ringing of a bell, as somebody knows it. */
export interface Sound {
  readonly bell: string;
  readonly nth: number;
  readonly ring: string;
}

/** What is noted of a run, one line each. */
export type Entry =
  /** A client asks for a ringing. */
  | { readonly what: 'invoked'; readonly bell: string; readonly ring: string }
  /** The client got its answer. */
  | ({ readonly what: 'acknowledged'; readonly position: number } & Sound)
  /** The client was refused for good, with nothing done. */
  | { readonly what: 'refused'; readonly bell: string; readonly ring: string; readonly status: number }
  /** What the log holds in the end, in its order. */
  | ({ readonly what: 'recorded'; readonly position: number } & Sound)
  /** What a subscriber has of it in the end, in its order. */
  | { readonly what: 'applied'; readonly by: string; readonly bell: string; readonly nth: number }
  /** A call that arrived outside, under its idempotency key. */
  | { readonly what: 'called'; readonly key: string; readonly bell: string; readonly nth: number }
  /** A checkpoint, as it was seen. */
  | { readonly what: 'stored'; readonly consumer: string; readonly generation: number; readonly position: number }
  /** What two read models of the same events had in common. */
  | { readonly what: 'compared'; readonly differ: boolean }
  /** How long the shortest of all waits for a timer was, in milliseconds. */
  | { readonly what: 'waited'; readonly milliseconds: number; readonly atLeast: number }
  /** What is held: by a process in memory and handles, by all of them in connections. */
  | ({ readonly what: 'held' } & Held)
  /** What a process said of its health, and whether it could work then. */
  | { readonly what: 'health'; readonly ready: boolean; readonly works: boolean }
  /** What was done to the system. */
  | { readonly what: 'done'; readonly deed: string };

export type History = readonly Entry[];

const folder = resolve(import.meta.dirname, '../../../.data/histories');

/** Notes all that happens, at once and on disk: `.data/histories/<name>.jsonl`, a line of JSON for each. */
export class Recorder {
  readonly entries: Entry[] = [];
  readonly file: string;
  private readonly handle: number;

  constructor(name: string) {
    mkdirSync(folder, { recursive: true });
    this.file = resolve(folder, `${name.replaceAll(/\W+/g, '-')}.jsonl`);
    this.handle = openSync(this.file, 'w');
  }

  note(entry: Entry): void {
    this.entries.push(entry);
    writeSync(this.handle, `${JSON.stringify({ at: Math.round(performance.now()), ...entry })}\n`);
  }
}
