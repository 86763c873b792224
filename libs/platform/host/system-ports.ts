import { randomFillSync } from 'node:crypto';
import { Clock, Ids } from '#platform/core';
import { v7 } from 'uuid';

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }
}

const idBytes = 16;

/** UUIDv7 from the machine's clock and chance. Chance is drawn for many at a time: asking the system costs more than the rest. */
export class UuidIds extends Ids {
  private readonly chance = new Uint8Array(idBytes * 512);
  private used = this.chance.length;

  next(): string {
    if (this.used === this.chance.length) {
      randomFillSync(this.chance);
      this.used = 0;
    }
    this.used += idBytes;
    return v7({ random: this.chance.subarray(this.used - idBytes, this.used) });
  }
}
