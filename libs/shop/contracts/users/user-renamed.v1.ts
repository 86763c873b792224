import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** The owner of an account is called something else from now on. */
export const UserRenamedV1 = contract(
  'users.user-renamed.v1',
  z.object({
    userId: z.uuid(),
    name: z.string(),
    renamedAt: z.iso.datetime(),
  }),
  { personal: ['name'] },
);
export type UserRenamedV1 = ContractOf<typeof UserRenamedV1>;
