import { type ChildProcess, spawn } from 'node:child_process';
import { readyMessageIn, type ReadyMessage } from '#platform/process';

export interface Program {
  readonly name: string;
  /** The JavaScript file to run. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

export type ProcessState = 'starting' | 'ready' | 'died' | 'stopping' | 'stopped';

export interface ProcessEvents {
  /** What it prints, in pieces. */
  printed(chunk: string): void;
  changed(state: ProcessState, detail: string): void;
}

const firstPause = 200;
const longestPause = 5_000;
/** Who lived this long since it was ready may die again without its restart waiting longer, in milliseconds. */
const goodLife = 10_000;

/** A program that is started again, after a pause that grows, whenever it ends before it was told to. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private isStopping = false;
  private deaths = 0;
  private readyAt = Infinity;
  private restart: NodeJS.Timeout | undefined;
  private readonly firstStart = Promise.withResolvers<ReadyMessage>();
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly program: Program,
    private readonly events: ProcessEvents,
  ) {
    this.firstStart.promise.catch(() => {});
  }

  get name(): string {
    return this.program.name;
  }

  /** Starts it; resolves when it serves for the first time, rejects when it ends by itself before that. */
  start(): Promise<ReadyMessage> {
    this.spawn();
    return this.firstStart.promise;
  }

  /** Asks it to stop, and kills it when it has not gone after so many milliseconds. True when it went by itself. */
  async stop(milliseconds: number): Promise<boolean> {
    this.isStopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined) return true;
    this.events.changed('stopping', pidOf(child));
    child.kill('SIGTERM');
    let isClean = true;
    const late = setTimeout(() => {
      isClean = false;
      child.kill('SIGKILL');
    }, milliseconds);
    await this.ended;
    clearTimeout(late);
    return isClean;
  }

  private spawn(): void {
    const { file, env } = this.program;
    // A group of its own would outlive a killed supervisor; this way it sees the channel close and stops by itself.
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child = child;
    this.readyAt = Infinity;
    this.events.changed('starting', pidOf(child));
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', this.events.printed);
    child.on('message', (message) => this.heard(child, message));
    this.ended = new Promise((ended) => {
      child.once('error', (error) => this.events.printed(`${error.message}\n`));
      child.once('close', (code, signal) => {
        this.child = undefined;
        this.gone(code, signal);
        ended();
      });
    });
  }

  private heard(child: ChildProcess, message: unknown): void {
    const ready = readyMessageIn(message);
    if (ready === undefined) return;
    this.readyAt = performance.now();
    this.events.changed('ready', `${pidOf(ready.pid === undefined ? child : ready)}  ${ready.origin}`);
    this.firstStart.resolve(ready);
  }

  private gone(code: number | null, signal: NodeJS.Signals | null): void {
    const reason = signal === null ? `exit code ${code}` : `by ${signal}`;
    if (this.isStopping) return this.events.changed('stopped', reason);
    const wasNeverReady = this.readyAt === Infinity;
    this.deaths = performance.now() - this.readyAt > goodLife ? 1 : this.deaths + 1;
    // Who says no to its first start would say so again: wrong settings, no database.
    if (wasNeverReady && signal === null) this.firstStart.reject(new Error(`${this.name} did not start.`));
    const pause = Math.min(longestPause, firstPause * 2 ** (this.deaths - 1));
    this.events.changed('died', `${reason}; starts again in ${pause} ms`);
    this.restart = setTimeout(() => this.spawn(), pause);
  }
}

function pidOf({ pid }: { readonly pid?: number | undefined }): string {
  return `pid ${pid ?? 'none'}`;
}
