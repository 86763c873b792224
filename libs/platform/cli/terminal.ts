/** Where a command prints. */
export interface Terminal {
  /** A line of the result. */
  print(line: string): void;
  /** A line for the person, beside the result. */
  complain(line: string): void;
  /** Draws over what was drawn last; only where a person looks on. */
  readonly draw: ((line: string) => void) | undefined;
  /** How many columns there are for a line that is drawn. */
  readonly columns: number;
}

/** The terminal of this process. Progress is drawn beside the result, so that the result can go into a file. */
export function processTerminal({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): Terminal {
  stdout.on('error', endQuietly);
  return {
    print: (line) => void stdout.write(`${harmless(line)}\n`),
    complain: (line) => void stderr.write(`${harmless(line)}\n`),
    draw: stderr.isTTY ? (line) => void stderr.write(`\r\u001B[2K${line}`) : undefined,
    columns: stderr.columns ?? 80,
  };
}

/** What is stored must not act on the terminal of who looks at it. */
export function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '\uFFFD');
}

/** The reader of a pipe has seen enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
