/** Chance that can be had again: the same seed, the same choices. */
export class Random {
  constructor(private state: number) {}

  /** A new seed, printed so that a failure can be repeated with SEED. */
  static printed(): Random {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    process.stderr.write(`SEED=${seed}\n`);
    return new Random(seed);
  }

  /** From 0 up to, but not including, 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both bounds included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** One of several. */
  one<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.whole(0, choices.length - 1)]!;
  }

  /** Some of several, at least so many, in any order. */
  some<Choice>(choices: readonly Choice[], least: number): readonly Choice[] {
    return this.shuffled(choices).slice(0, this.whole(least, choices.length));
  }

  /** All of several, in any order. */
  shuffled<Choice>(choices: readonly Choice[]): readonly Choice[] {
    const order = choices.map((choice) => ({ choice, place: this.fraction() }));
    return order.toSorted((a, b) => a.place - b.place).map(({ choice }) => choice);
  }

  /** One of several, by their weights. */
  choose<Choice extends string>(weights: Readonly<Record<Choice, number>>): Choice {
    const entries = Object.entries<number>(weights) as [Choice, number][];
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0];
  }
}
