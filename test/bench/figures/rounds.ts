/** One of those that are compared, by what is done in one turn of it. */
export interface Contender<Outcome> {
  readonly name: string;
  turn(): Promise<Outcome>;
}

/** What came out, by the name of the contender, one outcome a round. */
export type Rounds<Outcome> = ReadonlyMap<string, readonly Outcome[]>;

/**
 * Lets contenders take turns: a warm-up that does not count, and then so many rounds in each of which everyone has one turn. Each
 * round begins with another of them, so that none always comes after the same.
 */
export async function inTurns<Outcome>(
  contenders: readonly Contender<Outcome>[],
  rounds: number,
): Promise<Rounds<Outcome>> {
  const outcomes = new Map<string, Outcome[]>(contenders.map(({ name }) => [name, []]));
  for (const { turn } of contenders) await turn();
  for (let round = 0; round < rounds; round++) {
    for (const { name, turn } of inOrderOf(round, contenders)) outcomes.get(name)!.push(await turn());
  }
  return outcomes;
}

/** Who goes first moves on by one each round. */
export function inOrderOf<T>(round: number, contenders: readonly T[]): readonly T[] {
  const first = round % Math.max(1, contenders.length);
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}

/** One over another, round by round: whatever the machine did in a round met both. Empty where one of them had no turn. */
export function ratios<Outcome>(
  rounds: Rounds<Outcome>,
  one: string,
  other: string,
  figure: (outcome: Outcome) => number,
): readonly number[] {
  const others = rounds.get(other) ?? [];
  return figuresOf(rounds, one, figure)
    .slice(0, others.length)
    .map((own, round) => own / figure(others[round]!));
}

/** A figure of one contender in each round. */
export function figuresOf<Outcome>(
  rounds: Rounds<Outcome>,
  name: string,
  figure: (outcome: Outcome) => number,
): readonly number[] {
  return (rounds.get(name) ?? []).map(figure);
}

/** The setting with which a contender is fastest, so that it runs at its best. */
export async function bestOf<Setting>(
  settings: readonly Setting[],
  perSecond: (setting: Setting) => Promise<number>,
): Promise<Setting> {
  const trials: { readonly setting: Setting; readonly speed: number }[] = [];
  for (const setting of settings) trials.push({ setting, speed: await perSecond(setting) });
  return trials.reduce((best, trial) => (trial.speed > best.speed ? trial : best)).setting;
}
