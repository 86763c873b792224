import { z } from 'zod';
import { isAboutPeople, type Position } from '#platform/core';
import { type CloudEvent, parseCloudEvent } from '#platform/feed';

/** A message as it lies at the broker: the envelope, from which log it is, and which published message stands before it in the feed. */
export interface Linked {
  readonly envelope: CloudEvent;
  /** The position of the message before it; a reader that is not there yet has found a hole. */
  readonly previous: Position;
  /** The identity of the log: another one under the same name, of a database that is no more, does not count. */
  readonly log: string;
  /** Its data are not here, because they tell of a person: who wants them asks the owner. */
  readonly withheld?: boolean;
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
const link = z.object({ previous: position, log: z.string(), withheld: z.boolean().default(false) });
const heartbeat = z.object({ head: position, last: position, log: z.string() });

/** What lies at a broker cannot be taken back: data that tell of people do not get there. */
export function writeLinked({ envelope, previous, log }: Linked): string {
  if (!isAboutPeople(envelope.type)) return JSON.stringify({ ...envelope, previous, log });
  return JSON.stringify({ ...envelope, data: null, previous, log, withheld: true });
}

/** Throws when it is not a message of this context. */
export function readLinked(context: string, received: unknown): Linked {
  const { previous, log, withheld } = link.parse(received);
  return { envelope: parseCloudEvent(context, received), previous: previous as Position, log, withheld };
}

export function readHeartbeat(received: unknown): Heartbeat {
  return heartbeat.parse(received) as Heartbeat;
}
