import { aggregate } from '#platform/core';
import type { EmailEvent } from './email-address.events.js';
import { EmailTaken } from './users.errors.js';

/** One e-mail address, whose stream makes it unique: it belongs to one account at a time. */
export type EmailAddress = { readonly status: 'free' } | { readonly status: 'claimed'; readonly userId: string };

export const EmailAddress = aggregate<EmailAddress, EmailEvent>({
  category: 'users.email',
  initial: { status: 'free' },
  evolve: {
    EmailClaimed: (_, { userId }) => ({ status: 'claimed', userId }),
    EmailReleased: () => ({ status: 'free' }),
  },
});

export function claim(address: EmailAddress, userId: string, claimedAt: string): EmailEvent[] {
  if (address.status === 'free') return [{ type: 'EmailClaimed', data: { userId, claimedAt } }];
  if (address.userId === userId) return [];
  throw new EmailTaken();
}

export function release(address: EmailAddress, userId: string, releasedAt: string): EmailEvent[] {
  if (address.status === 'free' || address.userId !== userId) return [];
  return [{ type: 'EmailReleased', data: { userId, releasedAt } }];
}

/** How an address is compared and kept. */
export function normalised(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
