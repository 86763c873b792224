/** What happened, in the past tense of the business. `data` holds what JSON returns: strings, numbers, booleans, arrays, objects. */
export interface Event<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** Anything that JSON gives back, where what it is depends on others. */
export type AnyJson = string | number | boolean | null | readonly AnyJson[] | { readonly [field: string]: AnyJson };

/** The data of the member of an event union that has this type. */
export type DataOf<E extends Event, Type extends E['type']> = Extract<E, { type: Type }>['data'];

declare const position: unique symbol;

/**
 * A place in one context's log: 1, 2, 3 … without holes, in commit order. 0 stands before the first event.
 * It is a type of its own so that it is never mistaken for a stream's version.
 */
export type Position = number & { readonly [position]: true };

/** The place before the first event of a log. */
export const beginning = 0 as Position;

/** Reads a stored or received number as a position; throws when it cannot be one. */
export function positionFrom(value: unknown): Position {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${String(value)} is not a position of a log`);
  return number as Position;
}

/** Why an event exists and on whose behalf. Stored with it for ever; no field here is a secret. */
export interface Metadata {
  /** The command that caused the event; a repeated command is recognised by it. UUID. */
  readonly commandId: string;
  /** Shared by everything that one request from outside set off. */
  readonly correlationId: string;
  /** The event or the request that led here. */
  readonly causationId?: string;
  /** W3C trace context of the writer. */
  readonly traceparent?: string;
  /** The user who asked, when one did. */
  readonly actor?: string;
  /** The consumer that issued the command, when one did. */
  readonly consumer?: string;
}

/** What is known of an event that this code cannot read. */
export interface Unreadable {
  readonly because: 'unknown-type' | 'newer-version' | 'failed-upcaster' | 'not-opened';
  /** Which event, why, and what to do. */
  readonly reason: string;
  /** The data as they are stored. */
  readonly data: unknown;
}

/** An event in its stream: what happened, and where, as folding it asks for. */
export interface StreamEvent<E extends Event = Event> {
  readonly position: Position;
  readonly stream: string;
  /** Place in the stream: 1, 2, 3 … */
  readonly version: number;
  readonly type: E['type'];
  /** The version that the data have as they are here: today's, however old the event is. */
  readonly schemaVersion: number;
  readonly data: E['data'];
  /** Given when this code cannot read the event: `data` then throw `UnreadableEvent`. */
  readonly unreadable?: Unreadable;
  /** UUIDv7. */
  readonly id: string;
}

/** An event as the log holds it. */
export interface RecordedEvent<E extends Event = Event> extends StreamEvent<E> {
  readonly metadata: Metadata;
  /** ISO 8601, by the database's clock. */
  readonly recordedAt: string;
}

/** Written in a map of handlers where an event is knowingly left alone. */
export const ignore: unique symbol = Symbol('ignore');
export type Ignore = typeof ignore;
