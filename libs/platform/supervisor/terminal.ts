const colours = [36, 33, 35, 32, 34, 31, 96, 93, 95, 92, 94];
const isColoured = process.stdout.isTTY || (process.env['FORCE_COLOR'] ?? '0') !== '0';

/** Prints the lines of several processes, each with its name before it, in a colour of its own. */
export class Terminal {
  private readonly columns: number;
  private readonly colourOf: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.columns = Math.max(...names.map(({ length }) => length));
    this.colourOf = new Map(names.map((name, index) => [name, colours[index % colours.length]!]));
  }

  /** A function that takes what a process prints, in whatever pieces, and prints whole lines of it. */
  linesOf(name: string): (chunk: string) => void {
    let rest = '';
    return (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.print(name, line);
    };
  }

  print(name: string, line: string): void {
    process.stdout.write(`${paint(`${name.padEnd(this.columns)} │`, this.colourOf.get(name) ?? 0)} ${line}\n`);
  }

  /** How a process is: one line for each change. */
  state(name: string, state: string, detail: string): void {
    this.print(name, `${paint('●', stateColour(state))} ${state.padEnd(8)} ${detail}`);
  }
}

function stateColour(state: string): number {
  if (state === 'ready') return 32;
  return state === 'died' ? 31 : 33;
}

function paint(text: string, colour: number): string {
  return isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text;
}
