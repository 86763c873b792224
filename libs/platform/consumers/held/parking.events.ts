import { type Event, platformEvents, type Position } from '#platform/core';

// What people did with parked streams. Stored for ever: a field may be added as optional, never renamed or removed.
export type ParkedStreamResumed = Event<
  'ParkedStreamResumed',
  { consumer: string; source: string; stream: string; position: Position }
>;
export type ParkedEventsDiscarded = Event<
  'ParkedEventsDiscarded',
  { consumer: string; source: string; stream: string; from: Position; events: number; reason: string }
>;

export type ParkingEvent = ParkedStreamResumed | ParkedEventsDiscarded;

platformEvents({ ParkedStreamResumed: true, ParkedEventsDiscarded: true } satisfies Record<ParkingEvent['type'], true>);
