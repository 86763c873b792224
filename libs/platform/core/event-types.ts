import { aggregatesOf } from './aggregate.js';
import { isContractName } from './contract.js';
import type { StreamEvent, Unreadable } from './event.js';
import type { Past, Upcaster } from './past.js';

/** The data of an event were asked for that this code cannot read. It is never passed over: whoever needs it waits. */
export class UnreadableEvent extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'UnreadableEvent';
  }
}

const noPast: Past = { upcast: {}, renamed: {} };
const ofThePlatform = new Set<string>();

/** Makes types known that the platform itself stores in the logs of contexts. */
export function platformEvents(types: Readonly<Record<string, true>>): void {
  for (const type of Object.keys(types)) ofThePlatform.add(type);
}

/** The types of events of one context's log: which there are, the version each is written in, how older ones are read. */
export class EventTypes {
  constructor(
    private readonly past: Past = noPast,
    private readonly isKnown: (type: string) => boolean = () => true,
  ) {}

  /** The version in which events of a type are written today. Throws for a type that nobody could read again. */
  versionOf(type: string): number {
    if (!this.isKnown(type))
      throw new Error(`${type} cannot be stored: no aggregate folds it and the platform does not declare it`);
    return this.upcastersOf(type).length + 1;
  }

  /** All that makes older events be read as today's, as text: another one says that they may be read as something else. */
  get pastAsText(): string {
    const { upcast, renamed } = this.past;
    const steps = Object.entries(upcast).map(([type, upcasters]) => [type, ...upcasters.map(String)]);
    return JSON.stringify([steps.toSorted(byName), Object.entries(renamed).toSorted(byName)]);
  }

  /** The names under which events of a type are stored: its own and those it had before. */
  namesOf(type: string): readonly string[] {
    const { renamed } = this.past;
    return [type, ...Object.keys(renamed).filter((old) => renamed[old] === type)];
  }

  /**
   * A stored event as today's code would have written it. Never throws: an event that cannot be read says so in `unreadable`,
   * and its `data` throw `UnreadableEvent`.
   */
  read<Stored extends StreamEvent>(stored: Stored): Stored {
    const type = this.presentName(stored.type);
    const upcasters = this.upcastersOf(type);
    const present = upcasters.length + 1;
    if (!this.isKnown(type)) return unknown(stored);
    if (stored.schemaVersion > present) return newer(stored, present);
    if (stored.schemaVersion === present) return type === stored.type ? stored : { ...stored, type };
    return upcast({ ...stored, type }, upcasters);
  }

  private presentName(type: string): string {
    const { renamed } = this.past;
    return Object.hasOwn(renamed, type) ? renamed[type]! : type;
  }

  private upcastersOf(type: string): readonly Upcaster[] {
    const { upcast } = this.past;
    return Object.hasOwn(upcast, type) ? upcast[type]! : [];
  }
}

/** The types of one context: those its loaded aggregates fold, and what the platform itself stores. */
export function eventTypesOf(context: string, past?: Past): EventTypes {
  const own = new Set(aggregatesOf(context).flatMap(({ evolve }) => Object.keys(evolve)));
  return new EventTypes(past, (type) => own.has(type) || ofThePlatform.has(type) || isContractName(type));
}

function upcast<Stored extends StreamEvent>(stored: Stored, upcasters: readonly Upcaster[]): Stored {
  let { data, schemaVersion } = stored;
  try {
    for (const step of upcasters.slice(schemaVersion - 1)) {
      data = step(data as never);
      schemaVersion++;
    }
  } catch (cause) {
    const failure = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return unreadable(
      stored,
      'failed-upcaster',
      `its upcaster from version ${schemaVersion} to ${schemaVersion + 1} failed with ${failure}. Mend that upcaster`,
      cause,
    );
  }
  return { ...stored, schemaVersion, data };
}

function unknown<Stored extends StreamEvent>(stored: Stored): Stored {
  return unreadable(
    stored,
    'unknown-type',
    'no aggregate of this code folds its type. Run code that does, or name its new type under `renamed` in the past of the context',
  );
}

/** A stored event whose personal data cannot be opened, though nobody has forgotten the person. */
export function notOpened<Stored extends StreamEvent>(stored: Stored, why: string): Stored {
  return unreadable(stored, 'not-opened', why);
}

function newer<Stored extends StreamEvent>(stored: Stored, present: number): Stored {
  return unreadable(
    stored,
    'newer-version',
    `its data are of version ${stored.schemaVersion} and this code knows ${present}. Run code as new as what wrote it`,
  );
}

function unreadable<Stored extends StreamEvent>(
  stored: Stored,
  because: Unreadable['because'],
  why: string,
  cause?: unknown,
): Stored {
  const { data, ...rest } = stored;
  const { type, position, stream } = stored;
  const reason = `${type} at position ${position} in ${stream} cannot be read: ${why}.`;
  const event = { ...rest, unreadable: { because, reason, data } };
  return Object.defineProperty(event, 'data', {
    get: () => {
      throw new UnreadableEvent(reason, { cause });
    },
  }) as unknown as Stored;
}

function byName([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : 1;
}
