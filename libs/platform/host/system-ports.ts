import { Clock, Ids } from '#platform/core';
import { newId } from '#platform/execution';

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }
}

/** UUIDv7 from the machine's clock and chance. */
export class UuidIds extends Ids {
  next(): string {
    return newId();
  }
}
