import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { counted, metadata } from './counter.js';

/** How many messages JetStream may not have confirmed yet. */
export const inFlight = 256;
export const payload = JSON.stringify({ ...counted, metadata });

/** The limit of a feed: publishing by the same client library, and nothing else. */
export class BarePublisher {
  private constructor(
    private readonly connection: NatsConnection,
    private readonly stream: JetStreamClient,
  ) {}

  static async open(servers: string): Promise<BarePublisher> {
    const connection = await connect({ servers });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'bare', subjects: ['bare.stored'], max_bytes: 256 * 1024 * 1024 });
    return new BarePublisher(connection, jetstream(connection));
  }

  /** To whoever listens; the server confirms the last of them. */
  async publish(messages: number): Promise<void> {
    for (let sent = 0; sent < messages; sent++) {
      this.connection.publish('bare.told', payload);
      if (sent % 1_000 === 999) await this.connection.flush();
    }
    await this.connection.flush();
  }

  /** Into a stream on disk; the server confirms each. */
  async store(messages: number): Promise<void> {
    let sent = 0;
    const loop = async () => {
      while (sent++ < messages) await this.stream.publish('bare.stored', payload);
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
