import type { InsideConsumer } from '#platform/consumers';
import { logSource } from '#platform/consumers';
import type { EventLog } from '#platform/log';
import type { Sealing } from '#platform/personal-data';

/** Destroys the keys of people after the events that say so. It may do that more than once. */
export function forgettingPeople(events: EventLog, sealing: Sealing): InsideConsumer {
  const { forgottenAfter } = sealing.declared;
  return {
    kind: 'reaction',
    name: `${events.context}.forgotten-people`,
    sources: [logSource(events, new Set(Object.keys(forgottenAfter)))],
    handle: ({ type, data }) => sealing.forget(String((data as Record<string, unknown>)[forgottenAfter[type]!])),
  };
}
