/** The time of decisions. Injected, so that a test can hold it. */
export abstract class Clock {
  /** Now as ISO 8601 in UTC with milliseconds. */
  abstract now(): string;
}

/** New identities. */
export abstract class Ids {
  /** A UUIDv7. */
  abstract next(): string;
}
