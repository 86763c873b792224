import { SetMetadata } from '@nestjs/common';
import type { RefusalDefinition } from '#platform/core';

export const refusesMetadata = 'tearline:refuses';

/** A class made by `refusal(…)`. */
interface RefusalClass {
  readonly definition: RefusalDefinition;
}

/**
 * Says in the API's description what a route may refuse, besides what follows from who may use it and what it takes. It
 * changes nothing of the answer.
 *
 * @example
 * @Post(':orderId/cancellation')
 * @Refuses(OrderNotFound, OrderAlreadyDispatched)
 * cancel() {}
 */
export const Refuses = (...refusals: readonly [RefusalClass, ...RefusalClass[]]) =>
  SetMetadata<string, readonly RefusalDefinition[]>(
    refusesMetadata,
    refusals.map(({ definition }) => definition),
  );
