import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { type Duty, type Feed, type OwnFeed, Transport } from '#platform/feed';
import { Owner, type OwnerOptions } from '#platform/feed-http';
import { internalAgent } from '#platform/internal-agent';
import { type Sample, scraped } from '#platform/metrics';
import { namesOf, natsReplicas, natsStreamAge, natsStreamBytes, systemName } from '#platform/nats-access';
import { Broker } from './broker.js';
import { brokerOptions } from './broker-options.js';
import { brokerSample, countConnection, inboxSample } from './figures.js';
import { NatsFeed, type NatsFeedOptions } from './nats-feed.js';
import { Relay } from './relay.js';
import { warnOfServer } from './server-check.js';
import type { StreamLimits } from './stream.js';

export interface NatsTransportOptions {
  /** How owners are asked for what the broker does not have. */
  readonly owners: Omit<OwnerOptions, 'dispatcher'>;
  readonly system?: string;
  readonly connection?: NodeConnectionOptions;
  readonly limits?: StreamLimits;
  readonly feeds?: NatsFeedOptions;
}

/** Feeds over NATS JetStream. The broker is a doorbell and a cache: whatever it loses is read from the owners' logs. */
export class NatsTransport extends Transport {
  private readonly dispatcher: ReturnType<typeof internalAgent>;
  private readonly broker: Broker;
  private readonly system: string;
  private readonly feeds = new Map<string, NatsFeed>();
  private readonly relays: Relay[] = [];
  private forget = () => {};
  private isKnown = false;

  constructor(private readonly options: NatsTransportOptions) {
    super();
    const { addresses } = options.owners;
    this.dispatcher = internalAgent({ timeout: 3_000, connections: 32, nameOf: (origin) => addresses.nameOf(origin) });
    this.system = options.system ?? systemName.value;
    this.broker = new Broker(options.connection ?? brokerOptions(this.system), (connection) => {
      countConnection('feeds');
      if (!this.isKnown) warnOfServer(connection);
      this.isKnown = true;
    });
  }

  feedOf(context: string, reader: string, impersonal?: ReadonlySet<string>): Feed {
    const key = `${context} ${reader}`;
    const feed = this.feeds.get(key) ?? this.newFeed(context, reader, impersonal);
    this.feeds.set(key, feed);
    return feed;
  }

  relayOf(own: OwnFeed): Duty {
    const names = namesOf(this.system, own.feed.context);
    const relay = new Relay(own, this.broker, names, this.options.limits ?? limitsBySettings());
    this.relays.push(relay);
    return relay;
  }

  start(): Promise<void> {
    this.broker.start();
    this.forget = scraped('feeds over NATS', () => this.samples());
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.forget();
    await this.broker.stop();
    await this.dispatcher.destroy();
  }

  private async samples(): Promise<readonly Sample[]> {
    const relays = await Promise.all(this.relays.map((relay) => relay.samples()));
    const inboxes = [...this.feeds.values()].map(({ reader, context, kept }) => inboxSample(reader, context, kept));
    return [brokerSample('feeds', this.broker.isUp), ...inboxes, ...relays.flat()];
  }

  private newFeed(context: string, reader: string, impersonal: ReadonlySet<string> = new Set()): NatsFeed {
    const owner = new Owner(context, { ...this.options.owners, dispatcher: this.dispatcher });
    const options = { ...this.options.feeds, impersonal };
    return new NatsFeed(context, reader, this.broker, namesOf(this.system, context), owner, options);
  }
}

function limitsBySettings(): StreamLimits {
  return {
    age: natsStreamAge.value,
    bytes: natsStreamBytes.value,
    replicas: natsReplicas.value,
  };
}
