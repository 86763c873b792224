import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { logger } from '#platform/observability';
import type { RelayFigures } from './figures.js';
import { readHeartbeat } from './wire.js';

/** How often it is told of, in milliseconds. */
const remind = 60_000;
/** So often another log is heard of within so many milliseconds before it counts: a relay that was replaced may say a last word. */
const [certain, within] = [3, 10_000];

const log = logger('nats');

/**
 * Listens whether somebody else relays another log under the same names: a second system that uses the broker under this one's
 * name. Readers believe neither more than the other, so each would ask its owners over HTTP for nearly everything.
 */
export class Rivals {
  private heard: readonly number[] = [];
  private toldAt = -Infinity;

  constructor(
    private readonly context: string,
    private readonly heartbeat: string,
    private readonly figures: RelayFigures,
  ) {}

  /** Listens beside the relay of the log with this identity. Returns the way to stop. */
  listen(connection: NatsConnection, own: string): () => void {
    const heartbeats = connection.subscribe(this.heartbeat, {
      callback: (error, message) => {
        if (error === null && logIn(message) !== own) this.hear(performance.now());
      },
    });
    return () => heartbeats.unsubscribe();
  }

  private hear(now: number): void {
    this.figures.rivalHeard();
    this.heard = [...this.heard.filter((time) => now - time < within), now];
    if (this.heard.length < certain || now - this.toldAt < remind) return;
    this.toldAt = now;
    log.error(
      `Another system brings a context called ${this.context} to this broker under the same name. Give each system of one broker a SYSTEM_NAME of its own.`,
    );
  }
}

/** The log of which a heartbeat speaks; nothing where it is none. */
function logIn(message: Msg): string | undefined {
  try {
    return readHeartbeat(message.json()).log;
  } catch {
    return undefined;
  }
}
