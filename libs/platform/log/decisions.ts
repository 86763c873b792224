import type { Event, Position } from '#platform/core';
import { DecisionFigures } from './decision-figures.js';
import type { EventLog } from './event-log.js';
import { emptyImage, type Image, type MemoryImage } from './memory-image.js';
import type { Snapshots } from './snapshots.js';
import type { StreamKind } from './stream-kind.js';

/** Events decided on an image, to be appended behind it. */
export interface Decided<State> {
  readonly image: Image<State>;
  readonly events: readonly Event[];
}

/** Nothing is to be appended: the stream is so already, or this very command made it so before. */
export interface AlreadySo {
  readonly position: Position;
  readonly version: number;
  readonly repeated: boolean;
}

/** Has commands decide on the present state of a stream, with as few reads as that takes. */
export class Decisions {
  private readonly figures: DecisionFigures;

  constructor(
    private readonly events: EventLog,
    private readonly images: MemoryImage,
    private readonly snapshots: Snapshots,
  ) {
    this.figures = new DecisionFigures(events.context);
  }

  /** Decides; where nothing is to be appended, a repeated command is answered with where it was appended first. */
  async decideOrRecall<State>(
    kind: StreamKind<State>,
    stream: string,
    decide: (image: Image<State>) => readonly Event[],
    commandId: string | undefined,
  ): Promise<Decided<State> | AlreadySo> {
    const recall = async () => {
      const first = commandId === undefined ? undefined : await this.events.outcomeOf(commandId, stream);
      return first && { ...first, repeated: true };
    };
    try {
      const decided = await this.decide(kind, stream, decide);
      return decided.events.length > 0 ? decided : ((await recall()) ?? { ...decided.image, repeated: false });
    } catch (refused) {
      const first = await recall();
      if (first !== undefined) return first;
      throw refused;
    }
  }

  /**
   * Decides on the memory image, and on an empty one for a stream that memory does not know: most of those are about to
   * begin. What would append nothing is checked against the log, for the image may be behind it; what appends something is
   * checked by the expected version.
   */
  private async decide<State>(
    kind: StreamKind<State>,
    stream: string,
    decide: (image: Image<State>) => readonly Event[],
  ): Promise<Decided<State>> {
    if (!this.images.isDoubted(stream)) {
      const known = this.images.get<State>(stream);
      const assumed = known ?? emptyImage(kind.initial);
      const events = attempt(() => decide(assumed));
      if (events !== undefined && events.length > 0) {
        (known === undefined ? this.figures.assumedNew : this.figures.fromMemory).add();
        return { image: assumed, events };
      }
    }
    this.figures.fromLog.add();
    const image = await this.catchUp(kind, stream);
    return { image, events: decide(image) };
  }

  /** The stream folded to its end in the log, read from where memory or a snapshot has it. */
  async catchUp<State>(kind: StreamKind<State>, stream: string): Promise<Image<State>> {
    const { clearings } = this.images;
    const image = await this.snapshots.read(kind, stream, this.images.get<State>(stream));
    if (image.version > 0) this.images.keep(stream, image, clearings);
    return image;
  }
}

/** What was decided, or undefined when the decision refused. */
function attempt(decide: () => readonly Event[]): readonly Event[] | undefined {
  try {
    return decide();
  } catch {
    return undefined;
  }
}
