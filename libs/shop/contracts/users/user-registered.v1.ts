import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** Somebody opened an account. */
export const UserRegisteredV1 = contract(
  'users.user-registered.v1',
  z.object({
    userId: z.uuid(),
    email: z.string(),
    name: z.string(),
    registeredAt: z.iso.datetime(),
  }),
  { personal: ['email', 'name'] },
);
export type UserRegisteredV1 = ContractOf<typeof UserRegisteredV1>;
