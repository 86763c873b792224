/**
 * For the rare command that must know what another context has said up to this moment. Between contexts knowledge is as old
 * as the last fact heard; this waits until `reader` has heard all that `source` has published so far.
 */
export abstract class Freshness {
  /** True when it has; false when that takes longer than a moment, as when the other context cannot be reached. Decide then on what is known. */
  abstract catchUp(reader: string, source: string): Promise<boolean>;
}
