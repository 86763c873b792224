import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Event, Position } from '#platform/core';
import { contract, EventTypes, ignore, pastOf, positionFrom } from '#platform/core';
import type { Database } from '#platform/database';
import type { EventLog, StreamWrite } from '#platform/log';
import { z } from 'zod';
import { type Feed, FeedUnavailable, type Message } from '../feed.js';
import { publish } from '../publication.js';
import { isFor } from '../unpublishable.js';

const Happened = contract('tests.happened.v1', z.object({ nth: z.number(), more: z.unknown().optional() }));
const Counted = contract('tests.counted.v1', z.object({ nth: z.number() }));

export const happened: string = Happened.name;
export const counted: string = Counted.name;

type TestEvent =
  | Event<'Happened', { nth: number; more?: unknown }>
  | Event<'Counted', { nth: number }>
  | Event<'Whispered', object>
  | Event<'Garbled', object>
  | Event<'Told', { nth: number }>;

/** What the context of the tests publishes: two of its types; one it cannot, because the fact breaks its contract. */
export const publication = publish<TestEvent>('tests', {
  Happened: (data) => Happened.of(data),
  Counted: (data) => Counted.of(data),
  Whispered: ignore,
  Garbled: () => Counted.of({ nth: Number.NaN }),
  Told: (data) => Counted.of(data),
});

const past = pastOf<TestEvent>({
  upcast: { Told: [({ text }: { text: string }) => ({ nth: text.length })] },
  renamed: { Said: 'Told' },
});

/** How the context of the tests reads its log; one of its types has a past. */
export const types = new EventTypes(past, (type) => type !== 'Forgotten');

/** A feed as one reading process has it. */
export interface OpenReader {
  readonly feed: Feed;
  /** How many messages the transport holds in this process's memory. */
  kept(): number;
  /** Ends the process: everything it held open is released. */
  close(): Promise<void>;
}

/** What a transport opens for its conformance test: an owner with an empty log, and the means to be rough with both sides. */
export interface OpenFeed {
  readonly log: EventLog;
  /** Where `appendWithin` finds its transactions. */
  readonly database: Database;
  /** A process that reads, under a durable name. */
  reader(name: string): Promise<OpenReader>;
  /** Ends the owner's process and starts it again. */
  restartOwner(): Promise<void>;
  /** Makes the transport lose whatever it stores. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a feed of `publication` for the tests of one theme. */
export type OpenForTest = () => Promise<OpenFeed>;

/** The most messages that a transport may hold in memory for one reader. */
export const keptAtMost = 4_000;

/** Opens the feed before the tests of the surrounding `describe` and closes it and its readers after them. */
export function opened(open: OpenForTest) {
  let owner: OpenFeed;
  const readers: OpenReader[] = [];
  beforeAll(async () => {
    owner = await open();
  });
  afterAll(async () => {
    for (const reader of readers) await reader.close();
    await (owner as OpenFeed | undefined)?.close();
  });
  return {
    owner: () => owner,
    async reader(name: string = aReader()): Promise<OpenReader> {
      const reader = await owner.reader(name);
      readers.push(reader);
      return reader;
    },
  };
}

export function aReader(): string {
  return `tests.reader-${randomUUID()}`;
}

export function aStream(): string {
  return `tests.thing-${randomUUID()}`;
}

export type TestType = TestEvent['type'];

/** A write of these events to one stream; `nth` counts from `first`. */
export function write(
  stream: string,
  expectedVersion: number,
  types: readonly TestType[],
  more?: unknown,
): StreamWrite {
  const commandId = randomUUID();
  const metadata = { commandId, correlationId: commandId };
  const events = types.map((type, index) => ({
    id: randomUUIDv7(),
    type,
    schemaVersion: 1,
    data: { nth: expectedVersion + index + 1, ...(more === undefined ? {} : { more }) },
    metadata,
  }));
  return { stream, expectedVersion, events };
}

export function times<T>(amount: number, value: T): readonly T[] {
  return Array.from({ length: amount }, () => value);
}

/** Appends to a new stream and answers with the log's new head. */
export async function append(log: EventLog, types: readonly TestType[], more?: unknown): Promise<Position> {
  await log.append([write(aStream(), 0, types, more)]);
  return log.head();
}

export interface ReadOptions {
  readonly types?: ReadonlySet<string>;
  readonly limit?: number;
  /** Milliseconds. */
  readonly within?: number;
}

/**
 * Reads as a consumer does until the feed has come to `target`: waits for news or a little while when nothing is there,
 * tries again when the owner cannot be asked. Every page is checked against what the port promises of it.
 */
export async function readTo(
  feed: Feed,
  after: Position,
  target: number,
  options: ReadOptions = {},
): Promise<readonly Message[]> {
  const { types = new Set([happened, counted]), limit = 100, within = 20_000 } = options;
  const deadline = performance.now() + within;
  const all: Message[] = [];
  const bell = listen(feed);
  try {
    for (let place = after; place < target;) {
      if (performance.now() > deadline)
        throw new Error(`After ${within} ms the feed is at ${place} and not at ${target}`);
      const page = await feed.read(place, Math.min(limit, target - place), types).catch(unavailable);
      if (page === undefined || page.upTo === place) {
        await bell.wait(page === undefined ? 100 : 250);
        continue;
      }
      checkPage(page, place, limit, types);
      all.push(...page.messages);
      place = page.upTo;
    }
    return all;
  } finally {
    bell.stop();
  }
}

/** Waits for a feed's news. */
export function listen(feed: Feed) {
  let wake = (): void => {};
  let rung = false;
  const stop = feed.onNews(() => {
    rung = true;
    wake();
  });
  const wait = async (milliseconds: number): Promise<boolean> => {
    const bell = new AbortController();
    wake = () => bell.abort();
    if (!rung) await pause(milliseconds, undefined, { signal: bell.signal }).catch(() => {});
    const heard = rung;
    rung = false;
    return heard;
  };
  return { wait, stop };
}

function unavailable(error: unknown): undefined {
  if (!(error instanceof FeedUnavailable)) throw error;
}

function checkPage(
  { messages, upTo }: { messages: readonly Message[]; upTo: Position },
  after: number,
  limit: number,
  types: ReadonlySet<string>,
) {
  const positions = [after, ...messages.map(({ position }) => position as number)];
  expect(positions.every((position, index) => index === 0 || position > positions[index - 1]!)).toBe(true);
  expect(upTo).toBeGreaterThanOrEqual(positions.at(-1)!);
  expect(upTo - after).toBeLessThanOrEqual(limit);
  expect(messages.every(({ type }) => isFor(types, type))).toBe(true);
}

/** What the feed owes a reader: the published events of the log, in its order. */
export async function owed(log: EventLog, after: Position, types: readonly TestType[] = ['Happened', 'Counted']) {
  const all: { id: string; position: number }[] = [];
  for (let place = after; ;) {
    const events = await log.read(place, 1_000);
    if (events.length === 0) return all;
    place = positionFrom(events.at(-1)!.position);
    all.push(
      ...events.filter(({ type }) => types.includes(type as TestType)).map(({ id, position }) => ({ id, position })),
    );
  }
}

export function placesOf(messages: readonly Message[]) {
  return messages.map(({ id, position }) => ({ id, position }));
}
