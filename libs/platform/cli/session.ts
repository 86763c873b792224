import type { Type } from '@nestjs/common';
import type { ExitCode } from './exit-codes.js';
import { Progress } from './output/progress.js';
import { systemToken, systemUrl } from './settings.js';
import { SystemApi } from './system-api.js';
import type { Terminal } from './terminal.js';

/** A system as its command line knows it. */
export interface CommandLineSystem {
  /** For people: `shop`. */
  readonly name: string;
  /** The modules of its contexts. They are loaded by the commands that look into databases, and by no others. */
  readonly contexts: () => Promise<readonly Type[]>;
}

/** What every command may be told. */
export interface GlobalOptions {
  readonly json?: true;
  readonly url?: string;
  readonly token?: string;
}

/** One run of a command: whom it asks and how it answers. */
export class Session {
  readonly api: SystemApi;

  constructor(
    readonly system: CommandLineSystem,
    readonly terminal: Terminal,
    private readonly options: GlobalOptions,
  ) {
    this.api = new SystemApi({ url: this.url, token: options.token ?? systemToken.value });
  }

  /** Where the running system answers. */
  get url(): string {
    return this.options.url ?? systemUrl.value;
  }

  get speaksJson(): boolean {
    return this.options.json === true;
  }

  /** Prints one document, or the lines that people read. */
  answer(document: unknown, lines: () => readonly string[]): void {
    if (this.speaksJson) this.terminal.print(JSON.stringify(document, null, 2));
    else for (const line of lines()) this.terminal.print(line);
  }

  /** A bar for work of which the end is known. It is drawn where a person looks on. */
  progress(what: string): Progress {
    return new Progress(what, this.terminal);
  }
}

/** What a command does; without a code it went well. */
export type Action<Args extends readonly unknown[]> = (session: Session, ...args: Args) => Promise<ExitCode | void>;

/** Makes the handler of a command from what it does. */
export type Bind = <Args extends readonly unknown[]>(action: Action<Args>) => (...args: unknown[]) => Promise<void>;
