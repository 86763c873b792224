/** Something that one instance does at a time: a lane of a consumer, or another duty. */
export interface Unit {
  readonly name: string;
  /** What it is a part of; its parts are spread first. */
  readonly of: string;
}

/** An instance, by the number of its session at the database. */
export type Instance = number;

/**
 * Who is to do what, so that the units of each consumer and then all units are spread evenly over those who can do them, and as
 * few as possible change hands. Everyone comes to the same answer from the same state. What is done by somebody who is no
 * candidate stays with him; what nobody can do has no entry.
 */
export function fairShares(
  units: readonly Unit[],
  candidates: ReadonlyMap<string, readonly Instance[]>,
  owners: ReadonlyMap<string, Instance>,
): ReadonlyMap<string, Instance> {
  const shares = new Shares(units, candidates, owners);
  shares.giveOut();
  while (shares.even());
  return shares.owners;
}

class Shares {
  readonly owners = new Map<string, Instance>();
  private readonly units: readonly Unit[];
  private readonly loads = new Map<string, number>();

  constructor(
    units: readonly Unit[],
    private readonly candidates: ReadonlyMap<string, readonly Instance[]>,
    owners: ReadonlyMap<string, Instance>,
  ) {
    this.units = units.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const unit of this.units) if (owners.has(unit.name)) this.give(unit, owners.get(unit.name)!);
  }

  giveOut(): void {
    for (const unit of this.units.filter(({ name }) => !this.owners.has(name))) {
      const [first] = this.byLoad(unit.of);
      if (first !== undefined) this.give(unit, first);
    }
  }

  /** Moves one unit to where it makes things more even; false when nothing does. */
  even(): boolean {
    for (const unit of this.units.toReversed()) {
      const from = this.owners.get(unit.name);
      if (from === undefined || !this.candidatesOf(unit.of).includes(from)) continue;
      const to = this.byLoad(unit.of).find((other) => this.isBetterWith(unit, from, other));
      if (to === undefined) continue;
      this.give(unit, to);
      return true;
    }
    return false;
  }

  /** That the consumer's own parts are even comes first. */
  private isBetterWith({ of }: Unit, from: Instance, to: Instance): boolean {
    const parts = this.load(from, of) - this.load(to, of);
    return parts > 1 || (parts === 1 && this.load(from) - this.load(to) > 1);
  }

  /** Those who can do a consumer's parts, the least laden first. */
  private byLoad(of: string): readonly Instance[] {
    return this.candidatesOf(of).toSorted(
      (a, b) => this.load(a, of) - this.load(b, of) || this.load(a) - this.load(b) || a - b,
    );
  }

  private candidatesOf(of: string): readonly Instance[] {
    return this.candidates.get(of) ?? [];
  }

  private give({ name, of }: Unit, to: Instance): void {
    const from = this.owners.get(name);
    if (from !== undefined) this.count(from, of, -1);
    this.owners.set(name, to);
    this.count(to, of, 1);
  }

  private count(instance: Instance, of: string, more: number): void {
    this.loads.set(`${instance}`, this.load(instance) + more);
    this.loads.set(`${instance} ${of}`, this.load(instance, of) + more);
  }

  private load(instance: Instance, of?: string): number {
    return this.loads.get(of === undefined ? `${instance}` : `${instance} ${of}`) ?? 0;
  }
}
