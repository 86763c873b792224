import type { RecordedEvent } from '#platform/core';
import type { WantedEvents } from '#platform/log';
import type { SystemApi } from './system-api.js';

interface EventsPage {
  readonly items: readonly RecordedEvent[];
  readonly next: string | null;
}

const largestPage = 500;

/** The events of a context behind a position, at most so many, a page at a time. */
export async function* pagesOfEvents(
  api: SystemApi,
  context: string,
  wanted: WantedEvents,
  { after = 0, most = Infinity }: { readonly after?: number; readonly most?: number } = {},
): AsyncGenerator<readonly RecordedEvent[]> {
  let left = most;
  for (let place: string | null = String(after); place !== null && left > 0;) {
    const query: Readonly<Record<string, string | number | undefined>> = {
      ...wanted,
      after: place,
      limit: Math.min(left, largestPage),
    };
    const { items, next }: EventsPage = await api.get(`/contexts/${context}/events`, query);
    if (items.length > 0) yield items;
    left -= items.length;
    place = next;
  }
}
