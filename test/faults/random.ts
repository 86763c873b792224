import { Chance } from '../../apps/shop/traffic/chance.js';

/** Chance for tests that ill-treat a shop. */
export class Random extends Chance {
  /** A new seed, printed so that a failure can be repeated with SEED. */
  static printed(): Random {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    process.stderr.write(`SEED=${seed}\n`);
    return new Random(seed);
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
    return this.weighted(Object.entries<number>(weights) as [Choice, number][]);
  }
}
