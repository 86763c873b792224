import { Param, ParseUUIDPipe } from '@nestjs/common';
import { ShipmentNotFound } from '../domain/shipment.errors.js';

/** The shipment's id in the path; what cannot be one is not found. */
export const ShipmentId = () =>
  Param('shipmentId', new ParseUUIDPipe({ exceptionFactory: () => new ShipmentNotFound() }));
