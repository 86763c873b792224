/** Each stream hashes to one of this many slots. Stored positions of consumers depend on it: it never changes. */
export const slots = 16;

/** The name of one aggregate's stream: `orders.order-<id>`. */
export function streamName(category: string, id: string): string {
  return `${category}-${id}`;
}

/** The context that a dotted durable name (category, consumer, contract) belongs to: its first part. */
export function contextOf(name: string): string {
  const dot = name.indexOf('.');
  if (dot < 1) throw new Error(`"${name}" is not a durable name: it must start with its context and a dot`);
  return name.slice(0, dot);
}

/** The slot of a stream: FNV-1a over its UTF-16 units, the same on every machine for ever. */
export function slotOf(stream: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < stream.length; index++) {
    hash = Math.imul(hash ^ stream.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % slots;
}
