import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from './eventually.js';

const root = resolve(import.meta.dirname, '../..');
const running = new Set<RunningProcess>();

export interface ProcessOptions {
  readonly args?: readonly string[];
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes instead of to us. */
  readonly stdout?: number;
}

/** Starts a program of this repository by its path below the root, usually `dist/apps/…/main.js`. */
export function startProcess(program: string, options: ProcessOptions = {}): RunningProcess {
  const { NODE_OPTIONS: _ignored, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...(options.args ?? [])], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: '.data/compile-cache', ...inherited, ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe', 'ipc'],
  });
  const started = new RunningProcess(program, child);
  running.add(started);
  return started;
}

/** A child process with everything it printed. It does not outlive the test file that started it. */
export class RunningProcess {
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private printed = '';

  constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    const collect = (chunk: Buffer) => (this.printed += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    this.exited = new Promise((settle) => {
      child.once('close', (code, signal) => settle({ code, signal }));
      child.once('error', (error) => {
        this.printed += error.message;
        settle({ code: null, signal: null });
      });
    });
    void this.exited.then(() => running.delete(this));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get output(): string {
    return this.printed;
  }

  /** Resolves to the match as soon as the output contains it. */
  async waitForOutput(pattern: RegExp, within = 30_000): Promise<RegExpMatchArray> {
    return eventually(() => pattern.exec(this.printed) ?? this.fail(`has not printed ${pattern}`), { within });
  }

  /** Resolves to the answer as soon as a GET is answered with success. */
  async waitForHttp(url: string, within = 30_000): Promise<Response> {
    return eventually(
      async () => {
        const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch((error: Error) =>
          this.fail(`does not answer at ${url} (${error.message})`),
        );
        return response.ok ? response : this.fail(`answers ${response.status} at ${url}`);
      },
      { within, every: 100 },
    );
  }

  /** From now on nobody reads what it prints, as when the reader of a pipe has ended. */
  stopReading(): void {
    this.child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.child.kill(signal);
  }

  private fail(reason: string): never {
    throw new Error(`${this.name} ${reason}. Its output:\n${this.printed}`);
  }
}

async function killAll(): Promise<void> {
  const left = [...running];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(left.map(({ exited }) => exited));
}

afterAll(killAll);
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
