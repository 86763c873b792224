import { type CustomTransportStrategy, Server } from '@nestjs/microservices';

/** Work that a transport begins and ends. */
export interface Delivery {
  start(): Promise<void>;
  /** Finishes what has begun. May be asked more than once. */
  stop(): Promise<void>;
}

/**
 * The transport strategy of the microservice that all consumers of a process form: to listen is to read their logs and feeds,
 * to close is to finish the batches at work. Handlers come by way of the consumers' declarations alone.
 */
export class ConsumersTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('consumers');

  constructor(private readonly delivery: Delivery) {
    super();
  }

  async listen(ready: (error?: unknown) => void): Promise<void> {
    try {
      await this.delivery.start();
    } catch (error) {
      return ready(error);
    }
    ready();
  }

  close(): Promise<void> {
    return this.delivery.stop();
  }

  /** Nothing would ever call a handler that has no checkpoint, so there must be none. */
  override addHandler(pattern: unknown): never {
    throw new Error(
      `Nothing delivers ${JSON.stringify(pattern)}: declare its handler as a @Projection, @Reaction or @Effect, not by @EventPattern or @MessagePattern`,
    );
  }

  on(): never {
    throw new Error('The consumers have no events of their own to listen to');
  }

  unwrap(): never {
    throw new Error('There is no client of a broker behind the consumers');
  }
}
