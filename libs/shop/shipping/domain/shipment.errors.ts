import { refusal } from '#platform/core';

export class ShipmentNotFound extends refusal('shipping.not-found', 'not-found', 'There is no such shipment.') {}

export class ParcelNotFound extends refusal(
  'shipping.parcel-not-found',
  'not-found',
  'The shipment has no such parcel.',
) {}

export class ShipmentAlreadyDispatched extends refusal(
  'shipping.already-dispatched',
  'conflict',
  'The shipment was handed to a carrier already, with other details.',
) {}

export class ShipmentNotDispatched extends refusal(
  'shipping.not-dispatched',
  'conflict',
  'The shipment was not handed to a carrier yet, so it can neither have been delivered nor have come back.',
) {}

export class ShipmentIsCancelled extends refusal(
  'shipping.cancelled',
  'conflict',
  'The order was cancelled: the shipment must not leave.',
) {}

export class TrackingNumberTaken extends refusal(
  'shipping.tracking-number-taken',
  'conflict',
  'Another parcel of the shipment has this carrier and this tracking number. Give each parcel its own.',
) {}

export class LinesUnknown extends refusal(
  'shipping.unknown-lines',
  'invalid',
  'At least one of these products is not in it. Name products that are.',
) {}

export class MoreThanRemains extends refusal(
  'shipping.more-than-remains',
  'conflict',
  'There are not so many pieces left. Name as many as remain, or fewer.',
) {}

export class ParcelAlreadyReturned extends refusal(
  'shipping.already-returned',
  'conflict',
  'All that the parcel held has come back already.',
) {}
