import type { DataOf, Event, Fact, Ignore, RecordedEvent } from '#platform/core';
import { ignore, UnreadableEvent } from '#platform/core';

/** How a context's domain events become contracts; total by type. */
export type PublicationOf<E extends Event> = {
  readonly [Type in E['type']]: ((data: DataOf<E, Type>, event: RecordedEvent) => Fact) | Ignore;
};

/** What one context publishes. */
export interface Publication {
  readonly context: string;
  /** The fact that an event is published as; undefined when it stays inside. Throws where the event cannot be read or the fact breaks its contract. */
  factOf(event: RecordedEvent): Fact | undefined;
}

/**
 * Declares what a context publishes. An event publishes at most one fact.
 *
 * @example
 * export const publishOrders = publish<OrderEvent>('orders', {
 *   OrderPlaced: ({ orderId, total }) => OrderPlacedV1.of({ orderId, total }),
 *   OrderNoted: ignore,
 * });
 */
export function publish<E extends Event>(context: string, facts: PublicationOf<E>): Publication {
  const byType = facts as Record<string, ((data: unknown, event: RecordedEvent) => Fact) | Ignore | undefined>;
  return {
    context,
    factOf(event) {
      const toFact = Object.hasOwn(byType, event.type) ? byType[event.type] : undefined;
      if (event.unreadable?.because === 'unknown-type') throw new UnreadableEvent(event.unreadable.reason);
      return toFact === undefined || toFact === ignore ? undefined : toFact(event.data, event);
    },
  };
}
