import { Param, ParseUUIDPipe } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';
import { ShipmentNotFound } from '../domain/shipment.errors.js';

const possibleId = () => new ParseUUIDPipe({ exceptionFactory: () => new ShipmentNotFound() });

/** The shipment's id in the path; what cannot be one is not found. */
export const ShipmentId = () => Param('shipmentId', possibleId());

/** The shipment's id as an argument of GraphQL. */
export const ShipmentIdArg = () => Args('id', { type: () => ID }, possibleId());
