/** A process that serves contexts. */
export interface Instance {
  readonly contexts: readonly string[];
  readonly version: string;
  /** Where it answers: `http://127.0.0.1:4001`. */
  readonly address: string;
}

/**
 * Makes an instance known to those who look for its contexts. `announce` resolves when it can be found, and keeps it so until
 * `withdraw`; when the process dies, what it announced ends by itself within five seconds. Neither rejects because the
 * registry cannot be reached: they go on trying, and an instance that cannot announce itself still serves whoever knows it.
 */
export abstract class Announcer {
  abstract announce(instance: Instance): Promise<void>;

  abstract withdraw(): Promise<void>;
}

/** For addresses that are known by other means: a list, or names. */
export class SilentAnnouncer extends Announcer {
  announce(): Promise<void> {
    return Promise.resolve();
  }

  withdraw(): Promise<void> {
    return Promise.resolve();
  }
}
