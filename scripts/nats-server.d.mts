export interface RunningNatsServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<unknown>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface NatsServerOptions {
  readonly binary?: string;
  readonly port?: number;
  readonly directory?: string;
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  readonly within?: number;
}

export function findNatsServer(options?: { readonly log?: (line: string) => void }): Promise<string>;
export function startNatsServer(options: NatsServerOptions): Promise<RunningNatsServer>;
