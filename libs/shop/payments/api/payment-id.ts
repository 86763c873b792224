import { Param, ParseUUIDPipe } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';
import { PaymentNotFound } from '../domain/payment.errors.js';

const possibleId = () => new ParseUUIDPipe({ exceptionFactory: () => new PaymentNotFound() });

/** The payment's id in the path; what cannot be one is not found. */
export const PaymentId = () => Param('paymentId', possibleId());

/** The payment's id as an argument of GraphQL. */
export const PaymentIdArg = () => Args('id', { type: () => ID }, possibleId());
