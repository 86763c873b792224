import { z } from 'zod';
import { personalFieldsOf, type Position } from '#platform/core';
import { type CloudEvent, parseCloudEvent } from '#platform/feed';

/** A message as it lies at the broker: the envelope, from which log it is, and which published message stands before it in the feed. */
export interface Linked {
  readonly envelope: CloudEvent;
  /** The position of the message before it; a reader that is not there yet has found a hole. */
  readonly previous: Position;
  /** The identity of the log: another one under the same name, of a database that is no more, does not count. */
  readonly log: string;
  /** What is not here and has to be asked of the owner: what it tells of a person, or all of its data, as older relays did. */
  readonly withheld?: 'personal' | 'all';
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
  const personal = new Set(personalFieldsOf(envelope.type));
  if (personal.size === 0) return JSON.stringify({ ...envelope, previous, log });
  const others = Object.entries(envelope.data as object).filter(([field]) => !personal.has(field));
  return JSON.stringify({ ...envelope, data: Object.fromEntries(others), previous, log, withheld: true });
}

/** Throws when it is not a message of this context. */
export function readLinked(context: string, received: unknown): Linked {
  const { previous, log, withheld } = link.parse(received);
  const envelope = parseCloudEvent(context, received);
  const linked = { envelope, previous: previous as Position, log };
  return withheld ? { ...linked, withheld: envelope.data === null ? 'all' : 'personal' } : linked;
}

export function readHeartbeat(received: unknown): Heartbeat {
  return heartbeat.parse(received) as Heartbeat;
}
