import type { DataOf, Event } from './event.js';

/**
 * Makes the data of one version of an event into those of the next. Pure: no clock, no I/O, the same answer for ever.
 * It throws when the data are not of its version.
 */
export type Upcaster<To = unknown> = (data: never) => To;

/** How older events of one context are read: the types that were renamed, and the steps from version to version. */
export interface Past {
  readonly upcast: Readonly<Record<string, readonly Upcaster[]>>;
  /** From the name that is stored to the present one. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** The past of the events of a union. The last upcaster of a type gives what the type says today. */
export interface PastOf<E extends Event> {
  readonly upcast?: { readonly [Type in E['type']]?: readonly [...Upcaster[], Upcaster<DataOf<E, Type>>] };
  readonly renamed?: Readonly<Record<string, E['type']>>;
}

/**
 * Declares how the older events of a context are read, for ever. The first upcaster of a type takes version 1, so a type is
 * written today in the version after its last upcaster. A renamed type keeps its versions.
 *
 * @example
 * export const ordersPast = pastOf<OrderEvent>({
 *   upcast: { OrderPlaced: [(first: OrderPlacedBeforeTotals) => ({ ...first, total: totalOf(first.lines) })] },
 *   renamed: { OrderMade: 'OrderPlaced' },
 * });
 */
export function pastOf<E extends Event>({ upcast = {}, renamed = {} }: PastOf<E>): Past {
  for (const [old, present] of Object.entries(renamed)) {
    if (Object.hasOwn(upcast, old) || Object.hasOwn(renamed, present))
      throw new Error(
        `"${old}" is renamed to "${present}": name the present type there, and put all upcasters under it`,
      );
  }
  return Object.freeze({ upcast, renamed } as Past);
}
