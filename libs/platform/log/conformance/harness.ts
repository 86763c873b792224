import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { EventTypes, Position, RecordedEvent, StreamEvent } from '#platform/core';
import type { Database, Transaction } from '#platform/database';
import type { AppendOutcome, EventLog, NewEvent, StreamWrite } from '../event-log.js';

/** What an adapter opens for its conformance test: an empty log and the means to be rough with it. */
export interface OpenEventLog {
  readonly log: EventLog;
  /** The same log as another process has it. */
  readonly other: EventLog;
  /** The same log as code with these types has it. */
  as(types: EventTypes): EventLog;
  /** Where `appendWithin` finds its transactions. */
  readonly database: Database;
  /** Breaks a transaction's connection from outside. */
  kill(transaction: Transaction): Promise<void>;
  /** Ways to change or remove stored events, by everyone who might try. */
  readonly tampering: Readonly<Record<string, () => Promise<unknown>>>;
  close(): Promise<void>;
}

/** Opens a log for the tests of one theme. */
export type OpenForTest = () => Promise<OpenEventLog>;

/** Opens the log before the tests of the surrounding `describe` and closes it after them. */
export function opened(open: OpenForTest): () => OpenEventLog {
  let harness: OpenEventLog;
  beforeAll(async () => {
    harness = await open();
  });
  afterAll(() => harness.close());
  return () => harness;
}

export function aStream(): string {
  return `test.thing-${randomUUID()}`;
}

export function anEvent(data: unknown = {}): NewEvent {
  const commandId = randomUUID();
  return {
    id: randomUUIDv7(),
    type: 'Happened',
    schemaVersion: 1,
    data,
    metadata: { commandId, correlationId: commandId },
  };
}

export function events(amount: number): NewEvent[] {
  return Array.from({ length: amount }, (_, index) => anEvent({ index }));
}

/** One write of so many events. */
export function write(stream: string, expectedVersion: number, amount = 1, commandId?: string): StreamWrite {
  return { stream, expectedVersion, events: events(amount), ...(commandId === undefined ? {} : { commandId }) };
}

/** The outcome of an append that must not be a conflict. */
export function landed(outcome: AppendOutcome) {
  if (outcome.outcome === 'forgotten') throw new Error('unexpectedly, somebody is forgotten');
  if (outcome.outcome === 'conflict') throw new Error(`unexpected conflict on ${outcome.streams.join(', ')}`);
  return outcome;
}

/** Everything after a position. */
export async function readAll(log: EventLog, after: Position): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (let from = after; ; from = all.at(-1)!.position) {
    const page = await log.read(from, 1000);
    all.push(...page);
    if (page.length === 0) return all;
  }
}

/** Positions as a log without holes has them: the next ones after `after`. */
export function following(after: number, amount: number): number[] {
  return Array.from({ length: amount }, (_, index) => after + index + 1);
}

/** The same events without what folding does not ask for. */
export function inTheirStream(events: readonly RecordedEvent[]): readonly StreamEvent[] {
  return events.map(({ metadata: _, recordedAt: __, ...event }) => event);
}
