/** How elements of one type are written in PostgreSQL's binary format. */
interface ElementType<T> {
  /** The object id of the type in `pg_type`, the same in every database. */
  readonly id: number;
  sizeOf(element: T): number;
  /** Writes an element, and answers with how many bytes it took. */
  write(element: T, into: Buffer, at: number): number;
}

/**
 * Arrays as parameters of a statement, in PostgreSQL's binary format. What the driver would make of an array is text: each element is
 * quoted here and read out of its quotes there. Measured on an append of 64 events, that is a fifth of its time.
 *
 * Source: `array_recv` in src/backend/utils/adt/arrayfuncs.c of PostgreSQL.
 */
function arrayOf<T>(type: ElementType<T>) {
  return (elements: readonly (T | null)[]): Buffer => {
    const size = elements.reduce((sum, element) => sum + 4 + (element === null ? 0 : type.sizeOf(element)), 20);
    const array = Buffer.allocUnsafe(size);
    let at = array.writeInt32BE(elements.length === 0 ? 0 : 1, 0);
    at = array.writeInt32BE(elements.includes(null) ? 1 : 0, at);
    at = array.writeInt32BE(type.id, at);
    if (elements.length === 0) return array.subarray(0, at);
    at = array.writeInt32BE(elements.length, at);
    at = array.writeInt32BE(1, at);
    for (const element of elements) {
      const length = element === null ? -1 : type.write(element, array, at + 4);
      at = array.writeInt32BE(length, at) + Math.max(length, 0);
    }
    return array;
  };
}

function textual(id: number): ElementType<string> {
  return {
    id,
    sizeOf: (text) => Buffer.byteLength(text),
    write: (text, into, at) => into.write(text, at),
  };
}

export const textArray = arrayOf(textual(25));
/** Of JSON that was written already. */
export const jsonArray = arrayOf(textual(114));
export const integerArray = arrayOf<number>({
  id: 23,
  sizeOf: () => 4,
  write: (integer, into, at) => into.writeInt32BE(integer, at) - at,
});
export const booleanArray = arrayOf<boolean>({
  id: 16,
  sizeOf: () => 1,
  write: (boolean, into, at) => into.writeUInt8(boolean ? 1 : 0, at) - at,
});
/** Throws a `RangeError` for what is no UUID. */
export const uuidArray = arrayOf<string>({
  id: 2950,
  sizeOf: () => 16,
  write(uuid, into, at) {
    const length = into.write(uuid.replaceAll('-', ''), at, 16, 'hex');
    if (length < 16 || uuid.length !== 36) throw new RangeError(`"${uuid}" is no UUID`);
    return length;
  },
});
