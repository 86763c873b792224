import { WrongSettings } from '#platform/config';
import { logger } from '#platform/observability';
import { tlsReload } from './settings.js';

const log = logger('tls');

/**
 * What is read from files, and read again when it is asked for and `TLS_RELOAD` has passed. While the files cannot be used,
 * because half of them are written, or they are wrong, what was read last stays.
 */
export class Renewed<T> {
  private value: T;
  private text: string;
  private readAt = performance.now();
  private complaint: string | undefined;

  /** Throws what `read` throws. */
  constructor(
    private readonly read: () => T,
    private readonly changed: (value: T) => void = () => {},
  ) {
    this.value = read();
    this.text = JSON.stringify(this.value);
  }

  get current(): T {
    if (performance.now() - this.readAt >= tlsReload.value) this.readAgain();
    return this.value;
  }

  private readAgain(): void {
    this.readAt = performance.now();
    try {
      const value = this.read();
      this.complaint = undefined;
      const text = JSON.stringify(value);
      if (text === this.text) return;
      this.value = value;
      this.text = text;
      this.changed(value);
      log.info('The certificates have changed on disk; the new ones are in use.');
    } catch (error) {
      if (!(error instanceof WrongSettings)) throw error;
      if (error.message !== this.complaint)
        log.warn(`The certificates on disk cannot be used; those read before stay. ${error.message}`);
      this.complaint = error.message;
    }
  }
}
