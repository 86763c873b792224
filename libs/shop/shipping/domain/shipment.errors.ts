import { refusal } from '#platform/core';

export class ShipmentNotFound extends refusal('shipping.not-found', 'not-found', 'There is no such shipment.') {}

export class ShipmentAlreadyDispatched extends refusal(
  'shipping.already-dispatched',
  'conflict',
  'The shipment was handed to a carrier already, with other details.',
) {}

export class ShipmentNotDispatched extends refusal(
  'shipping.not-dispatched',
  'conflict',
  'The shipment was not handed to a carrier yet, so it cannot have been delivered.',
) {}

export class ShipmentIsCancelled extends refusal(
  'shipping.cancelled',
  'conflict',
  'The order was cancelled: the shipment must not leave.',
) {}
