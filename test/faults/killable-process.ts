import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from '#platform/supervisor';
import { type RunningProcess, startProcess } from '../support/processes.js';

type Settings = Readonly<Record<string, string>>;
type End = Awaited<RunningProcess['exited']>;

const pauseBeforeRestart = 200;
const isReady = /is ready: (http:\S+)/;

/** One program of a torn shop, through all the processes that it is in its life. */
export class KillableProcess {
  private readonly earlier: string[] = [];
  private running: RunningProcess | undefined;
  private listensAt: string | undefined;
  private isWanted = false;
  private readonly death = Promise.withResolvers<never>();

  /** One that `restarts` is started again when it dies of itself or is killed, and not when it was asked to stop. */
  constructor(
    private readonly program: Program,
    private readonly restarts = false,
  ) {
    this.death.promise.catch(() => undefined);
  }

  get name(): string {
    return this.program.name;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Where it listens, as long as it runs. */
  get origin(): string | undefined {
    return this.listensAt;
  }

  /** Resolves when the process that runs now has ended; undefined when none does. */
  get exited(): RunningProcess['exited'] | undefined {
    return this.running?.exited;
  }

  /** Rejects, with what it printed, when it ends after it was ready and nobody stopped or killed it. */
  get diesOfItself(): Promise<never> {
    return this.death.promise;
  }

  /** What it has printed in all its lives. */
  get output(): string {
    return [...this.earlier, this.running?.output ?? ''].join('');
  }

  /** Starts it, with these settings instead of its own; resolves when it serves. */
  async start(settings: Settings = {}): Promise<void> {
    this.isWanted = true;
    const env = { ...definedIn(this.program.env), ...settings };
    const process = startProcess(this.program.file, { env });
    this.running = process;
    void process.exited.then((end) => this.gone(process, end, settings));
    const tooSoon = process.exited.then(() => {
      throw new Error(`${this.name} ended before it was ready:\n${process.output}`);
    });
    const [, origin] = await Promise.race([process.waitForOutput(isReady, 120_000), tooSoon]);
    this.listensAt = origin;
  }

  /** No word to anybody. */
  async kill(): Promise<void> {
    const process = this.running;
    if (process === undefined) return;
    process.kill('SIGKILL');
    await process.exited;
  }

  /** It stays where it is and does nothing any more, with all its connections open, until it is thawed. */
  freeze(): void {
    this.running?.kill('SIGSTOP');
  }

  thaw(): void {
    this.running?.kill('SIGCONT');
  }

  /** Asks it to stop; resolves to how it ended. */
  async stop(): Promise<End> {
    this.isWanted = false;
    const process = this.running;
    if (process === undefined) return { code: 0, signal: null };
    process.kill('SIGTERM');
    return process.exited;
  }

  /** Kills it for good. */
  async end(): Promise<void> {
    this.isWanted = false;
    await this.kill();
  }

  private async gone(process: RunningProcess, { code, signal }: End, settings: Settings): Promise<void> {
    if (this.running !== process) return;
    if (this.isWanted && this.listensAt !== undefined && signal !== 'SIGKILL')
      this.death.reject(
        new Error(`${this.name} died of itself (${signal ?? `exit code ${code}`}):\n${process.output}`),
      );
    this.earlier.push(process.output);
    this.running = undefined;
    this.listensAt = undefined;
    if (!this.restarts) return;
    await pause(pauseBeforeRestart);
    if (this.isWanted && this.running === undefined) await this.start(settings).catch(() => undefined);
  }
}

function definedIn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
