import type { Type } from '@nestjs/common';

const exampleMetadata = 'tearline:example';

/**
 * Shows in the API's description what a body may look like; of a type that is answered with, what some of its fields may hold.
 *
 * @example
 * @Example({ carrier: 'DHL', trackingNumber: 'JD0146' })
 * export class DispatchShipmentDto {}
 */
export const Example =
  (example: object): ClassDecorator =>
  (target) =>
    Reflect.defineMetadata(exampleMetadata, example, target);

/** The example of a class; undefined where it has none. */
export function exampleOf(type: Type | undefined): object | undefined {
  if (type === undefined) return undefined;
  return Reflect.getOwnMetadata(exampleMetadata, type) as object | undefined;
}
