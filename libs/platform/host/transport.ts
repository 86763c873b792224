import { z } from 'zod';
import { setting } from '#platform/config';
import type { Duty, Feed } from '#platform/feed';
import { Transport } from '#platform/feed';
import type { Addresses } from '#platform/registry';
import { feedCredentials } from './internal-feed-credentials.js';

/** Which of them it is. */
export const transport = setting(
  'TRANSPORT',
  z.enum(['in-process', 'nats', 'http'], 'must be in-process, nats or http'),
  'how contexts of different processes hear each other; contexts of one process need nothing',
  { default: 'in-process' },
);

/** All contexts run in this process. */
class NoTransport extends Transport {
  feedOf(context: string, reader: string): Feed {
    throw new Error(
      `${reader} listens to ${context}, which does not run in this process: add its module to the process, publish its feed, or set TRANSPORT`,
    );
  }

  relayOf(): Duty | undefined {
    return undefined;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** The transport that the settings ask for. The modules of the others are not read: that would take longer than all the rest of the wiring. */
export async function transportBySettings(addresses: Addresses): Promise<Transport> {
  if (transport.value === 'in-process') return new NoTransport();
  const owners = { addresses, credentials: feedCredentials() };
  if (transport.value === 'http') {
    const { HttpTransport } = await import('#platform/feed-http');
    return new HttpTransport(owners);
  }
  const { NatsTransport } = await import('#platform/feed-nats');
  return new NatsTransport({ owners });
}
