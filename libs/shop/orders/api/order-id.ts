import { Param, ParseUUIDPipe } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';
import { OrderNotFound } from '../domain/order.errors.js';

const possibleId = () => new ParseUUIDPipe({ exceptionFactory: () => new OrderNotFound() });

/** The order's id in the path; what cannot be one is not found. */
export const OrderId = () => Param('orderId', possibleId());

/** The order's id as an argument of GraphQL. */
export const OrderIdArg = () => Args('id', { type: () => ID }, possibleId());
