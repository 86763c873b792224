import { z } from 'zod';
import { setting } from '#platform/config';
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

type Purpose = 'announces' | 'looks';

/**
 * The registry that the settings of this process speak of: a list, names, NATS, or several of them together. Who only looks
 * leaves it to the others to make the bucket. Throws `WrongSettings`.
 */
export async function registryBySettings(purpose: Purpose = 'announces'): Promise<Registry> {
  assertAddressesAreOverTls();
  const nats = contextRegistry.value === undefined ? undefined : await natsRegistry(purpose);
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

/** Its modules are read only here: who asks no broker need not wait for them. */
async function natsRegistry(purpose: Purpose): Promise<Addresses & Announcer> {
  const [{ Broker, brokerOptions }, { NatsRegistry }] = await Promise.all([
    import('#platform/feed-nats'),
    import('#platform/registry-nats'),
  ]);
  return new NatsRegistry(new Broker(brokerOptions('registry')), bucketOf(systemName.value), purpose);
}
