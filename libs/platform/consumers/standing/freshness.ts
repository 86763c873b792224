import type { Position } from '#platform/core';

/** The read models of a context lag behind its log. */
export class NotYetShown extends Error {
  constructor(context: string) {
    super(`The read models of ${context} do not show yet what is to be decided on`);
  }
}

/**
 * For the rare command that must know what another context has said up to this moment. Between contexts knowledge is as old
 * as the last fact heard; this waits until `reader` has heard all that `source` has published so far.
 */
export abstract class Freshness {
  /**
   * Waits until the read models of a context show its own log up to a position. Throws `NotYetShown` when that takes longer
   * than a moment; a consumer comes to the event again then, as often as it takes.
   */
  abstract shown(context: string, position: Position): Promise<void>;

  /** True when it has; false when that takes longer than a moment, as when the other context cannot be reached. Decide then on what is known. */
  abstract catchUp(reader: string, source: string): Promise<boolean>;
}
