import type { NewEvent, StreamWrite, WrittenStream } from './event-log.js';
import type { Image } from './memory-image.js';
import type { StreamKind } from './stream-kind.js';

interface PendingStream {
  readonly kind: StreamKind<unknown>;
  readonly base: Image;
  readonly image: Image;
  readonly events: readonly NewEvent[];
  readonly commandId: string | undefined;
  readonly ifForgotten: Refuse | undefined;
}

/** Gives what is thrown when the events tell of somebody who is forgotten. */
export type Refuse = () => Error;

/** What is to be known of an addition besides its events. */
export interface Addition {
  readonly commandId?: string | undefined;
  readonly ifForgotten?: Refuse | undefined;
}

/** A stream as an append has left it. */
export interface FoldedStream {
  readonly stream: string;
  readonly kind: StreamKind<unknown>;
  readonly image: Image;
}

/** Decisions on several streams, gathered to be appended together or not at all. */
export class UnitOfWork {
  private readonly streams = new Map<string, PendingStream>();
  /** How to take back each addition, the last one last. */
  private readonly undo: (() => void)[] = [];

  /** `since` is how often the memory image was cleared when it began. */
  constructor(readonly since = 0) {}

  /** The stream as this unit of work has left it so far, when it has changed it. */
  pending<State>(stream: string): Image<State> | undefined {
    return this.streams.get(stream)?.image as Image<State> | undefined;
  }

  /** Takes up what was decided on a stream whose image, the unit's own changes included, is `from`. */
  add<State>(
    stream: string,
    kind: StreamKind<State>,
    from: Image<State>,
    events: readonly NewEvent[],
    { commandId, ifForgotten }: Addition = {},
  ): Image<State> {
    const image: Image<State> = {
      state: kind.fold(from.state, events),
      version: from.version + events.length,
      position: from.position,
    };
    const before = this.streams.get(stream);
    const pending: PendingStream = {
      kind: kind as StreamKind<unknown>,
      base: before?.base ?? from,
      image,
      events: [...(before?.events ?? []), ...events],
      commandId: before?.commandId ?? commandId,
      ifForgotten: before?.ifForgotten ?? ifForgotten,
    };
    this.undo.push(() => (before === undefined ? this.streams.delete(stream) : this.streams.set(stream, before)));
    this.streams.set(stream, pending);
    return image;
  }

  /** Runs work whose decisions are all forgotten when it fails. */
  async tentatively<T>(work: () => Promise<T>): Promise<T> {
    const mark = this.undo.length;
    try {
      return await work();
    } catch (error) {
      for (const takeBack of this.undo.splice(mark).toReversed()) takeBack();
      throw error;
    }
  }

  /** All that is to be appended. */
  get writes(): readonly StreamWrite[] {
    return [...this.streams].map(([stream, { base, events, commandId, ifForgotten }]) => ({
      stream,
      expectedVersion: base.version,
      events,
      ...(commandId === undefined ? {} : { commandId }),
      ...(ifForgotten && { isOfTheLiving: true }),
    }));
  }

  /** Why it is not appended when it tells of somebody who is forgotten. */
  get refusal(): Error {
    const [refuse] = [...this.streams.values()].flatMap(({ ifForgotten }) => ifForgotten ?? []);
    return refuse?.() ?? new Error('An append was refused that nobody asked to refuse');
  }

  /** The streams after the append, for the memory image. */
  streamsAfter(written: readonly WrittenStream[]): readonly FoldedStream[] {
    return written.flatMap(({ stream, version, position }) => {
      const pending = this.streams.get(stream);
      if (pending?.image.version !== version) return [];
      return [{ stream, kind: pending.kind, image: { ...pending.image, position } }];
    });
  }
}
