import { z } from 'zod';
import type { ContractOf } from '#platform/core';
import { contract } from '#platform/core';

/** An account was closed by its owner; nobody signs in to it any more. */
export const UserClosedV1 = contract(
  'users.user-closed.v1',
  z.object({
    userId: z.uuid(),
    closedAt: z.iso.datetime(),
  }),
);
export type UserClosedV1 = ContractOf<typeof UserClosedV1>;
