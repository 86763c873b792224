import type { OutsideConsumer } from '#platform/consumers';
import { logSource } from '#platform/consumers';
import type { EventLog } from '#platform/log';
import type { Sealing } from '#platform/personal-data';

/** The name of the consumer of a context that forgets people. */
export function forgettingIn(context: string): string {
  return `${context}.forgotten-people`;
}

/**
 * Destroys the keys of people after the events that say so; it may do that more than once. What is destroyed cannot be
 * taken back with a transaction, so it is an effect: to look what would happen destroys nothing.
 */
export function forgettingPeople(events: EventLog, sealing: Sealing): OutsideConsumer {
  const { forgottenAfter } = sealing.declared;
  return {
    kind: 'effect',
    name: forgettingIn(events.context),
    sources: [logSource(events, new Set(Object.keys(forgottenAfter)))],
    timeout: 10_000,
    concurrency: 8,
    call: async ({ type, data }) => {
      await sealing.forget(String((data as Record<string, unknown>)[forgottenAfter[type]!]));
      return [];
    },
  };
}
