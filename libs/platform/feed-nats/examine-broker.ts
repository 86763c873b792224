import { connect } from '@nats-io/transport-node';
import { brokerOptions } from './broker-options.js';
import { remarksOn } from './server-check.js';

/** A broker as it was found by the settings of this process. */
export interface ExaminedBroker {
  readonly server: string;
  readonly version: string;
  /** Whether it keeps streams, without which there are no feeds. */
  readonly hasJetStream: boolean;
  /** What it may lose, and what it cannot do. */
  readonly remarks: readonly string[];
}

/** Connects once and looks. Rejects when the broker is not reached or does not let us in. */
export async function examineBroker(name: string): Promise<ExaminedBroker> {
  const connection = await connect({ ...brokerOptions(name), reconnect: false, maxReconnectAttempts: 0 });
  try {
    const { version = '0.0.0', jetstream = false } = connection.info ?? {};
    return { server: connection.getServer(), version, hasJetStream: jetstream, remarks: remarksOn(connection.info) };
  } finally {
    await connection.close();
  }
}
