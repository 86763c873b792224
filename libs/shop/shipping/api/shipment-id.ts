import type { PipeTransform } from '@nestjs/common';
import { Param, ParseUUIDPipe } from '@nestjs/common';
import { Args, ID, Int } from '@nestjs/graphql';
import { ParcelNotFound, ShipmentNotFound } from '../domain/shipment.errors.js';

const possibleId = () => new ParseUUIDPipe({ exceptionFactory: () => new ShipmentNotFound() });

/** The shipment's id in the path; what cannot be one is not found. */
export const ShipmentId = () => Param('shipmentId', possibleId());

/** The shipment's id as an argument of GraphQL. */
export const ShipmentIdArg = () => Args('id', { type: () => ID }, possibleId());

const possibleNumber: PipeTransform<string, number> = {
  transform(number) {
    if (!/^[1-9]\d{0,8}$/.test(number)) throw new ParcelNotFound();
    return Number(number);
  },
};

/** The parcel's number in the path; what cannot be one is not found. */
export const ParcelNumber = () => Param('parcel', possibleNumber);

/** The parcel's number as an argument of GraphQL. */
export const ParcelArg = () => Args('parcel', { type: () => Int });
