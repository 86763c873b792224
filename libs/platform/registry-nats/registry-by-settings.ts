import { z } from 'zod';
import { setting } from '#platform/config';
import { Broker, brokerOptions } from '#platform/feed-nats';
import { bucketOf, systemName } from '#platform/nats-access';
import {
  Addresses,
  type Announcer,
  assertAddressesAreOverTls,
  CombinedAddresses,
  contextDns,
  contextUrls,
  DnsAddresses,
  SilentAnnouncer,
  StaticAddresses,
} from '#platform/registry';
import { NatsRegistry } from './nats-registry.js';

const contextRegistry = setting(
  'CONTEXT_REGISTRY',
  z.enum(['nats'], 'must be nats'),
  'where instances make themselves known and find each other, beside CONTEXT_URLS and CONTEXT_DNS; nowhere when unset',
);

/** How this process finds others, and how others find it. */
export interface Registry {
  readonly addresses: Addresses;
  readonly announcer: Announcer;
}

/**
 * The registry that the settings of this process speak of: a list, names, NATS, or several of them together. Who only looks
 * leaves it to the others to make the bucket. Throws `WrongSettings`.
 */
export function registryBySettings(purpose: 'announces' | 'looks' = 'announces'): Registry {
  assertAddressesAreOverTls();
  const nats =
    contextRegistry.value === undefined
      ? undefined
      : new NatsRegistry(new Broker(brokerOptions('registry')), bucketOf(systemName.value), purpose);
  const parts: readonly (Addresses | undefined)[] = [
    contextUrls.value && new StaticAddresses(contextUrls.value),
    contextDns.value === undefined ? undefined : new DnsAddresses(contextDns.value),
    nats,
  ];
  return {
    addresses: new CombinedAddresses(parts.filter((part) => part !== undefined)),
    announcer: nats ?? new SilentAnnouncer(),
  };
}
