import { Param, ParseUUIDPipe } from '@nestjs/common';
import { PaymentNotFound } from '../domain/payment.errors.js';

/** The payment's id in the path; what cannot be one is not found. */
export const PaymentId = () => Param('paymentId', new ParseUUIDPipe({ exceptionFactory: () => new PaymentNotFound() }));
