import { atomicity } from './atomicity.js';
import { competition } from './competition.js';
import type { OpenForTest } from './harness.js';
import { immutability } from './immutability.js';
import { oldEvents } from './old-events.js';
import { ordering } from './ordering.js';
import { payloads } from './payloads.js';
import { repetition } from './repetition.js';
import { visibility } from './visibility.js';

export { aStream, inTheirStream, landed, type OpenEventLog, type OpenForTest, write } from './harness.js';
export * from './snapshots.js';
export { followWriters, type WhatWritersDo } from './visibility.js';

/** The conformance suite of the log's port: every promise of `EventLog`, to be run against each adapter. */
export function describeEventLog(name: string, open: OpenForTest): void {
  describe(name, () => {
    ordering(open);
    competition(open);
    atomicity(open);
    repetition(open);
    visibility(open);
    payloads(open);
    immutability(open);
    oldEvents(open);
  });
}
