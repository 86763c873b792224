import { setTimeout as pause } from 'node:timers/promises';
import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  type JsMsg,
  ReplayPolicy,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { logger } from '#platform/observability';
import type { Broker } from './broker.js';

export interface DeliveryOptions {
  readonly stream: string;
  /** The durable name at the broker. */
  readonly consumer: string;
  /** How long a message may stay unsettled before it is delivered again, in milliseconds. */
  readonly redeliverAfter: number;
  /** After how long without a reader the broker forgets the consumer, in milliseconds. */
  readonly unusedAfter: number;
}

/** The most messages that are delivered and not settled; when so many are, the broker waits. */
export const unsettledAtMost = 1_000;

const log = logger('nats');

/**
 * One reader's durable pull consumer at the broker, made when it is not there, and made again when the broker has lost it or
 * its stream. The broker forgets one that nobody reads any more, such as that of a lane that there is no longer.
 */
export class Delivery {
  constructor(
    private readonly broker: Broker,
    private readonly options: DeliveryOptions,
  ) {}

  /** Hands over messages as they come, until the signal is aborted. */
  async run(take: (message: JsMsg) => void, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        const connection = await this.broker.ready(signal);
        const messages = await this.open(connection);
        failures = 0;
        await this.pull(messages, take, signal);
      } catch (error) {
        if (signal.aborted) return;
        log.debug(`${this.options.consumer} gets nothing from ${this.options.stream}; it is tried again.`, { error });
      }
      await pause(Math.min(1_000, 50 * 2 ** Math.min(++failures, 5)), undefined, { signal }).catch(() => {});
    }
  }

  private async open(connection: NatsConnection): Promise<ConsumerMessages> {
    const { stream, consumer, redeliverAfter, unusedAfter } = this.options;
    const streams = jetstream(connection, { timeout: 3_000 });
    const manager = await streams.jetstreamManager(false);
    await manager.consumers.add(stream, {
      durable_name: consumer,
      ack_policy: AckPolicy.Explicit,
      ack_wait: redeliverAfter * 1_000_000,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      max_ack_pending: unsettledAtMost,
      max_deliver: -1,
      inactive_threshold: unusedAfter * 1_000_000,
    });
    const found = await streams.consumers.get(stream, consumer);
    return found.consume({ max_messages: 256, expires: 5_000, idle_heartbeat: 1_000, abort_on_missing_resource: true });
  }

  private async pull(messages: ConsumerMessages, take: (message: JsMsg) => void, signal: AbortSignal): Promise<void> {
    const close = () => void messages.close().catch(() => {});
    signal.addEventListener('abort', close, { once: true });
    void closeWhenLost(messages);
    try {
      for await (const message of messages) take(message);
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }
}

/** Ends the messages when the broker no longer has the consumer or no longer answers. */
async function closeWhenLost(messages: ConsumerMessages): Promise<void> {
  for await (const status of messages.status()) {
    const isLost = ['consumer_deleted', 'consumer_not_found', 'stream_not_found', 'no_responders'].includes(
      status.type,
    );
    if (isLost || (status.type === 'heartbeats_missed' && status.count > 2)) void messages.close().catch(() => {});
  }
}
