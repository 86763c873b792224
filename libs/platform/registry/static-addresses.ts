import { z } from 'zod';
import { Addresses } from './addresses.js';

/** `users=http://host:4001,orders=http://host:4002|http://host:4003`: contexts with the origins of their instances. */
export const addressList: z.ZodType<ReadonlyMap<string, readonly string[]>> = z.string().transform((written, check) => {
  const found = new Map<string, readonly string[]>();
  for (const part of written.split(',').filter((text) => text.trim() !== '')) {
    const [name = '', origins = ''] = part.split(/=(.*)/s).map((text) => text.trim());
    const addresses = origins.split('|').map((origin) => origin.trim());
    if (!/^[a-z][a-z-]*$/.test(name) || !addresses.every((origin) => URL.canParse(origin))) {
      check.addIssue('must be written like users=http://host:4001,orders=http://host:4002|http://host:4003');
      return z.NEVER;
    }
    found.set(name, [...new Set([...(found.get(name) ?? []), ...addresses.map((origin) => new URL(origin).origin)])]);
  }
  return found;
});

/** Addresses that somebody wrote down. They never change; which of them answer is for others to find out. */
export class StaticAddresses extends Addresses {
  constructor(private readonly addresses: ReadonlyMap<string, readonly string[]>) {
    super();
  }

  of(context: string): readonly string[] {
    return this.addresses.get(context) ?? [];
  }

  onChange(): () => void {
    return () => {};
  }
}
