import { type Fact, type RecordedEvent, UnreadableEvent } from '#platform/core';
import type { Message } from './feed.js';

/**
 * The type of what stands in a feed for an event of which its owner could not make the fact. It is for every reader, whatever
 * types he hears, because nobody knows which type it would have been.
 */
export const unpublishable = 'feed.unpublishable.v1';

/** The owner of a feed could not publish an event: that stream has to wait until the owner is mended. */
export class Unpublishable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unpublishable';
  }
}

export function unpublishableFact({ type, position }: RecordedEvent, error: unknown): Fact {
  const why = error instanceof Error ? error.message : String(error);
  return { type: unpublishable, data: { reason: `Its owner cannot publish ${type} at position ${position}: ${why}` } };
}

/** Whether a message of this type is for a reader of these types. */
export function isFor(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || type === unpublishable;
}

/** Throws when a message only stands for what cannot be read here, or what its owner could not publish. */
export function assertReadable({ type, data, unreadable }: Pick<Message, 'type' | 'data' | 'unreadable'>): void {
  if (unreadable !== undefined) throw new UnreadableEvent(unreadable);
  if (type === unpublishable) throw new Unpublishable(String((data as { reason?: unknown } | null)?.reason));
}
