const width = 30;
const betweenLines = 5_000;

/** Tells on a terminal how far things have come, and elsewhere now and then. */
export class Progress {
  private readonly begun = performance.now();
  private lastLine = performance.now();
  private drawn = false;

  constructor(
    private readonly output: NodeJS.WriteStream,
    private readonly total: number,
  ) {}

  at(done: number, about: string): void {
    const seconds = (performance.now() - this.begun) / 1000;
    const line = `${done}/${this.total} orders · ${(done / seconds).toFixed(0)}/s · ${seconds.toFixed(0)} s · ${about}`;
    if (this.output.isTTY) this.draw(`${bar(done / this.total)} ${line}`);
    else if (performance.now() - this.lastLine >= betweenLines) this.write(line);
  }

  /** Leaves the terminal to others. */
  end(): void {
    if (this.drawn) this.output.write('\r\u001b[2K');
    this.drawn = false;
  }

  private draw(line: string): void {
    this.output.write(`\r\u001b[2K${line.slice(0, (this.output.columns || 80) - 1)}`);
    this.drawn = true;
  }

  private write(line: string): void {
    this.lastLine = performance.now();
    this.output.write(`${line}\n`);
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
