import { Param, ParseUUIDPipe } from '@nestjs/common';
import { OrderNotFound } from '../domain/order.errors.js';

/** The order's id in the path; what cannot be one is not found. */
export const OrderId = () => Param('orderId', new ParseUUIDPipe({ exceptionFactory: () => new OrderNotFound() }));
