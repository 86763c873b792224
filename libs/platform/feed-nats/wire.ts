import { z } from 'zod';
import type { Position } from '#platform/core';
import { type CloudEvent, parseCloudEvent } from '#platform/feed';

/** A message as it lies at the broker: the envelope, from which log it is, and which published message stands before it in the feed. */
export interface Linked {
  readonly envelope: CloudEvent;
  /** The position of the message before it; a reader that is not there yet has found a hole. */
  readonly previous: Position;
  /** The identity of the log: another one under the same name, of a database that is no more, does not count. */
  readonly log: string;
}

/** What the relay says now and then. */
export interface Heartbeat {
  /** Up to where the log is relayed. */
  readonly head: Position;
  /** The last message up to there: between it and the head nothing is published. */
  readonly last: Position;
  /** The log that counts now. */
  readonly log: string;
}

const position = z.int().nonnegative();
const link = z.object({ previous: position, log: z.string() });
const heartbeat = z.object({ head: position, last: position, log: z.string() });

export function writeLinked({ envelope, previous, log }: Linked): string {
  return JSON.stringify({ ...envelope, previous, log });
}

/** Throws when it is not a message of this context. */
export function readLinked(context: string, received: unknown): Linked {
  const { previous, log } = link.parse(received);
  return { envelope: parseCloudEvent(context, received), previous: previous as Position, log };
}

export function readHeartbeat(received: unknown): Heartbeat {
  return heartbeat.parse(received) as Heartbeat;
}
