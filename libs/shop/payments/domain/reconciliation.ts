import type { Money } from '#platform/core';

/** Money that moved, as one side knows it. */
export interface KnownMovement {
  readonly kind: 'capture' | 'refund';
  /** The payment's id of a capture, the refund's of a refund. */
  readonly id: string;
  readonly reference: string | null;
  readonly amount: Money;
  readonly at: string;
}

export interface Difference {
  readonly what: 'missing-here' | 'missing-there' | 'amount-differs';
  readonly movement: KnownMovement['kind'];
  readonly id: string;
  readonly reference: string | null;
  readonly here: Money | null;
  readonly there: Money | null;
  readonly at: string;
}

/** What each side took and gave back in one currency. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly capturedHere: Money;
  readonly capturedThere: Money;
  readonly refundedHere: Money;
  readonly refundedThere: Money;
}

export interface Reconciliation {
  readonly from: string;
  readonly to: string;
  readonly totals: readonly CurrencyTotals[];
  readonly differences: readonly Difference[];
}

/** One movement, with what either side knows of it. */
interface Pair {
  readonly here: KnownMovement | undefined;
  readonly there: KnownMovement | undefined;
  readonly at: string;
}

/**
 * Compares what we know with what the provider knows. Either side may list more than the period: a movement belongs to it by
 * the provider's time, or by ours where the provider does not know it.
 */
export function reconcile(
  { from, to }: { readonly from: string; readonly to: string },
  here: readonly KnownMovement[],
  there: readonly KnownMovement[],
): Reconciliation {
  const pairs = paired(here, there).filter(({ at }) => from <= at && at < to);
  const differences = pairs.flatMap(differenceOf).toSorted((one, other) => (one.at < other.at ? -1 : 1));
  return { from, to, totals: totalsOf(pairs), differences };
}

const nameOf = ({ kind, id }: KnownMovement) => `${kind} ${id}`;

function paired(here: readonly KnownMovement[], there: readonly KnownMovement[]): readonly Pair[] {
  const ours = new Map(here.map((movement) => [nameOf(movement), movement]));
  const theirs = new Map(there.map((movement) => [nameOf(movement), movement]));
  return [...new Set([...ours.keys(), ...theirs.keys()])].map((name) => {
    const pair = { here: ours.get(name), there: theirs.get(name) };
    return { ...pair, at: (pair.there ?? pair.here)!.at };
  });
}

function differenceOf({ here, there, at }: Pair): readonly Difference[] {
  const { kind: movement, id, reference } = (there ?? here)!;
  const found = { movement, id, reference, here: here?.amount ?? null, there: there?.amount ?? null, at };
  if (here === undefined) return [{ what: 'missing-here', ...found }];
  if (there === undefined) return [{ what: 'missing-there', ...found }];
  return isSame(here.amount, there.amount) ? [] : [{ what: 'amount-differs', ...found }];
}

const isSame = (one: Money, other: Money) => one.amount === other.amount && one.currency === other.currency;

function totalsOf(pairs: readonly Pair[]): readonly CurrencyTotals[] {
  const here = pairs.flatMap((pair) => pair.here ?? []);
  const there = pairs.flatMap((pair) => pair.there ?? []);
  const currencies = new Set([...here, ...there].map(({ amount }) => amount.currency));
  return [...currencies].toSorted().map((currency) => ({
    currency,
    capturedHere: sumOf(here, 'capture', currency),
    capturedThere: sumOf(there, 'capture', currency),
    refundedHere: sumOf(here, 'refund', currency),
    refundedThere: sumOf(there, 'refund', currency),
  }));
}

function sumOf(movements: readonly KnownMovement[], kind: KnownMovement['kind'], currency: string): Money {
  const concerned = movements.filter((movement) => movement.kind === kind && movement.amount.currency === currency);
  return { amount: concerned.reduce((sum, { amount }) => sum + amount.amount, 0), currency };
}
