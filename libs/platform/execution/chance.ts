import { randomFillSync, randomUUIDv7 } from 'node:crypto';

const drawn = Buffer.alloc(8192);
let used = drawn.length;

/** So many bytes by chance; drawn for many at a time, because asking the system costs more than the rest. Read them at once. */
export function chance(bytes: number): Buffer {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  return drawn.subarray(used, (used += bytes));
}

/** A UUIDv7 from the machine's clock and chance. */
export function newId(): string {
  return randomUUIDv7();
}
