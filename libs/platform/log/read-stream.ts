import type { Image } from './memory-image.js';
import type { Snapshot, SnapshotStore } from './snapshot-store.js';
import type { StreamKind } from './stream-kind.js';

/** Most events of one stream in memory at once, however long it is. */
const pageSize = 1_000;

/** A stream read to its end. */
export interface ReadStream<State> {
  readonly image: Image<State>;
  /** Version of the snapshot it was read from. */
  readonly from: number | undefined;
  /** Whether a snapshot was there and could not be believed. */
  readonly ignored: boolean;
  /** What is worth keeping: folded from nothing but the log and its snapshots, and further than they. */
  readonly candidate: Snapshot | undefined;
}

/** Folds a stream page by page, from an image or from a snapshot that is further. Stops between pages when told to. */
export async function readStream<State>(
  store: SnapshotStore,
  kind: StreamKind<State>,
  stream: string,
  known: Image<State>,
  signal?: AbortSignal,
): Promise<ReadStream<State>> {
  let image = known;
  let from: number | undefined;
  let ignored = false;
  let candidate: Snapshot | undefined;
  for (let isFull = true; isFull;) {
    signal?.throwIfAborted();
    const part = await store.read(stream, kind.foldKey, image.version, pageSize);
    const { snapshot, events } = part;
    ignored ||= part.ignored;
    if (snapshot !== undefined) {
      image = { state: snapshot.state as State, version: snapshot.version, position: snapshot.position };
      from = snapshot.version;
    }
    const last = events.at(-1);
    if (last !== undefined) {
      const { version, position, id: eventId } = last;
      image = { state: kind.fold(image.state, events), version, position };
      const isOfTheLog = known.version === 0 || from !== undefined;
      if (isOfTheLog) candidate = { stream, fold: kind.foldKey, eventId, ...image };
    }
    isFull = events.length === pageSize;
  }
  return { image, from, ignored, candidate };
}
