import { LinesUnknown, MoreThanRemains } from './shipment.errors.js';
import type { ShippedLine } from './shipment.events.js';

export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
}

function counted(lines: readonly WantedLine[]): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}

/** What is left of lines when these are taken away. */
export function less(lines: readonly ShippedLine[], taken: readonly WantedLine[]): readonly ShippedLine[] {
  const gone = counted(taken);
  return lines
    .map((line) => ({ ...line, quantity: line.quantity - (gone.get(line.sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** The wanted lines out of what remains of some; all that remains when none are named. */
export function picked(
  wanted: readonly WantedLine[] | undefined,
  remaining: readonly ShippedLine[],
  all: readonly ShippedLine[],
): readonly ShippedLine[] {
  if (wanted === undefined) return remaining;
  const quantities = counted(wanted);
  const skus = [...quantities.keys()].filter((sku) => all.every((line) => line.sku !== sku));
  if (skus.length > 0) throw new LinesUnknown({ skus });
  const left = counted(remaining);
  if ([...quantities].some(([sku, quantity]) => quantity > (left.get(sku) ?? 0)))
    throw new MoreThanRemains({ remaining: [...left].map(([sku, quantity]) => ({ sku, quantity })) });
  return all.flatMap((line) => {
    const quantity = quantities.get(line.sku);
    return quantity === undefined ? [] : [{ ...line, quantity }];
  });
}

export function sameLines(some: readonly WantedLine[], others: readonly WantedLine[]): boolean {
  const [one, other] = [counted(some), counted(others)];
  return one.size === other.size && [...one].every(([sku, quantity]) => other.get(sku) === quantity);
}
