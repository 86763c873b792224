import type { OpenForTest } from './harness.js';
import { interruptions } from './interruptions.js';
import { oldEvents } from './old-events.js';
import { ordering } from './ordering.js';
import { passingOver } from './passing-over.js';
import { payloads } from './payloads.js';
import { release } from './release.js';
import { restored } from './restored.js';
import { unpublishable } from './unpublishable.js';
import { waking } from './waking.js';

export {
  append,
  happened,
  owed,
  placesOf,
  times,
  type OpenFeed,
  type OpenReader,
  publication,
  readTo,
  types,
} from './harness.js';

/**
 * The conformance suite of the feed's port: every promise of `Feed`, to be run against each transport. It asks for no more
 * than the weakest of them gives, so that no consumer comes to rely on the strongest.
 */
export function describeFeed(name: string, open: OpenForTest): void {
  describe(name, () => {
    ordering(open);
    passingOver(open);
    unpublishable(open);
    oldEvents(open);
    waking(open);
    payloads(open);
    interruptions(open);
    restored(open);
    release(open);
  });
}
