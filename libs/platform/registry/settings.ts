import { z } from 'zod';
import { setting, url, WrongSettings } from '#platform/config';
import { knowsByCertificate } from '#platform/tls';
import { addressList } from './static-addresses.js';

export const contextUrls = setting(
  'CONTEXT_URLS',
  addressList,
  'where the contexts answer, with a bar between the instances of one: users=http://host:4001,orders=http://host:4002|http://host:4003',
);
export const contextDns = setting(
  'CONTEXT_DNS',
  z.string().refine((written) => written.includes('{context}') && URL.canParse(written.replaceAll('{context}', 'a')), {
    message: 'must be a URL with {context} in it, such as http://{context}.shop.internal:3000',
  }),
  'the address by whose name the instances of a context are found, with {context} for its name; asked for every second',
);
export const advertisedUrl = setting(
  'ADVERTISED_URL',
  url,
  'where other processes reach this one; unset, its HOST and port',
);

/** Throws `WrongSettings` when processes that are known by their certificates would be sought, or found, without TLS. */
export function assertAddressesAreOverTls(): void {
  if (!knowsByCertificate()) return;
  const origins = [...(contextUrls.value?.values() ?? [])].flat();
  const written: readonly (readonly [string, string | undefined])[] = [
    [contextUrls.name, origins.find(isWithoutTls)],
    [contextDns.name, contextDns.value],
    [advertisedUrl.name, advertisedUrl.value],
  ];
  const wrong = written.filter(([, address]) => address !== undefined && isWithoutTls(address));
  if (wrong.length === 0) return;
  throw new WrongSettings(
    wrong.map(
      ([name, address]) => `${name} names ${address}: with INTERNAL_TLS_CA processes are reached over https only.`,
    ),
  );
}

function isWithoutTls(address: string): boolean {
  return !address.startsWith('https:');
}
