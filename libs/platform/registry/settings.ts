import { z } from 'zod';
import { setting, url } from '#platform/config';
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
