import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { TestBroker } from '../support/nats.js';
import type { BreakableWire } from '../support/breakable-wire.js';

/** A broker, and the only way to it. */
export interface Brokerage {
  readonly broker: TestBroker;
  readonly wire: BreakableWire;
}

/** Something that happens to a broker, and how it passes. */
export interface BrokerFault {
  begin(brokerage: Brokerage): unknown;
  end?(brokerage: Brokerage): unknown;
  /** Milliseconds between the two; orders are placed all the time. */
  readonly lasts?: number;
}

const killed: BrokerFault = { begin: ({ broker }) => broker.kill(), end: ({ broker }) => broker.restart() };

export const brokerFaults = {
  'is killed and comes back': killed,
  'is killed and comes back with an empty disk': {
    ...killed,
    end: async ({ broker }) => {
      await broker.wipe();
      await broker.restart();
    },
  },
  'loses all its consumers': { begin: ({ broker }) => atTheBroker(broker, deleteConsumers) },
  'loses all its streams': { begin: ({ broker }) => atTheBroker(broker, deleteStreams) },
  'takes no connections': { begin: ({ wire }) => wire.break(), end: ({ wire }) => wire.mend() },
  'is silent for ten seconds': silentFor(10_000),
} satisfies Record<string, BrokerFault>;

/** Connections to it are there and can be made; not a byte passes. */
export function silentFor(milliseconds: number): BrokerFault {
  return {
    begin: ({ wire }) => wire.silence(),
    end: ({ wire }) => wire.mend(),
    lasts: milliseconds,
  };
}

/** Asks a broker directly. */
export async function atTheBroker<T>({ url }: TestBroker, work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: url });
  try {
    return await work(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** The streams that hold feeds. */
export async function feedsAt(manager: JetStreamManager): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of manager.streams.names()) if (name.startsWith('tearline_')) names.push(name);
  return names;
}

async function deleteConsumers(manager: JetStreamManager): Promise<void> {
  for (const stream of await feedsAt(manager))
    for await (const { name } of manager.consumers.list(stream)) await manager.consumers.delete(stream, name);
}

async function deleteStreams(manager: JetStreamManager): Promise<void> {
  for (const stream of await feedsAt(manager)) await manager.streams.delete(stream);
}
