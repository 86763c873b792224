import { z } from 'zod';
import type { Position } from '#platform/core';
import { type CloudEvent, parseCloudEvent } from '#platform/feed';

/** A message as it lies at the broker: the envelope, and which published message stands before it in the feed. */
export interface Linked {
  readonly envelope: CloudEvent;
  /** The position of the message before it; a reader that is not there yet has found a hole. */
  readonly previous: Position;
}

/** What the relay says now and then. */
export interface Heartbeat {
  /** Up to where the log is relayed. */
  readonly head: Position;
  /** The last message up to there: between it and the head nothing is published. */
  readonly last: Position;
}

const position = z.int().nonnegative();
const link = z.object({ previous: position });
const heartbeat = z.object({ head: position, last: position });

export function writeLinked({ envelope, previous }: Linked): string {
  return JSON.stringify({ ...envelope, previous });
}

/** Throws when it is not a message of this context. */
export function readLinked(context: string, received: unknown): Linked {
  return { envelope: parseCloudEvent(context, received), previous: link.parse(received).previous as Position };
}

export function readHeartbeat(received: unknown): Heartbeat {
  return heartbeat.parse(received) as Heartbeat;
}
